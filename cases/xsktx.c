/* SPDX-License-Identifier: GPL-2.0-only */
/* Sending on AF_XDP in copy mode: what sendto() refuses, and that each frame is
 * completed once, whatever comes between.
 */
#include <sys/socket.h>
#include "steps.h"

#define NOW	.flags = MSG_DONTWAIT
#define COPY	.bind = true, .bind_flags = XDP_COPY
#define SENDER	.tx_ring = 8, COPY

static const struct xcase rows[] = {
	{
		.name	= "xsktx.unbound",
		.clauses = "N02",
		.why	= "sending on a socket that is not bound must fail with -ENXIO",
		.needs	= SET(CAP_XSK),
		.steps	= STEPS(
		{ .op = SOCKET_OPEN, .xsk = { .tx_ring = 8 } },
		{ .op = SOCKET_SEND, NOW, .want = -ENXIO },
		),
	},
	{
		.name	= "xsktx.no-ring",
		.clauses = "N02",
		.why	= "sending on a socket without a TX ring must fail with -ENOBUFS",
		.needs	= SET(CAP_XSK),
		.steps	= STEPS(
		{ .op = SOCKET_OPEN, .xsk = { .rx_ring = 8, COPY } },
		{ .op = SOCKET_SEND, NOW, .want = -ENOBUFS },
		),
	},
	{
		.name	= "xsktx.blocking",
		.clauses = "N02",
		.why	= "sending without MSG_DONTWAIT must fail with -EOPNOTSUPP and leave the "
			  "frame where it is",
		.needs	= SET(CAP_XSK),
		.steps	= STEPS(
		{ .op = SOCKET_OPEN, .xsk = { SENDER } },
		{ .op = SOCKET_PUT },
		{ .op = SOCKET_SEND, .want = -EOPNOTSUPP },
		{ .op = SOCKET_COMPLETED, .n = 0 },
		{ .op = SOCKET_SEND, NOW },
		{ .op = SOCKET_COMPLETED, .n = 1 },
		),
	},
	{
		.name	= "xsktx.down",
		.clauses = "N02",
		.why	= "sending on a device that is down must fail with -ENETDOWN",
		.needs	= SET(CAP_XSK),
		.steps	= STEPS(
		{ .op = DEVICE_ADD },
		{ .op = SOCKET_OPEN, .on = SPARE, .xsk = { SENDER } },
		{ .op = SOCKET_PUT },
		{ .op = DEVICE_DOWN, .on = SPARE },
		{ .op = SOCKET_SEND, NOW, .want = -ENETDOWN },
		{ .op = SOCKET_COMPLETED, .n = 0 },
		),
	},
	{
		.name	= "xsktx.device-deleted",
		.clauses = "N02 O03",
		.why	= "sending on a device that is gone must fail with -ENXIO",
		.needs	= SET(CAP_XSK),
		.steps	= STEPS(
		{ .op = DEVICE_ADD },
		{ .op = SOCKET_OPEN, .on = SPARE, .xsk = { SENDER } },
		{ .op = DEVICE_DELETE },
		{ .op = SOCKET_SEND, NOW, .want = -ENXIO },
		),
	},
	{
		.name	= "xsktx.first-kick",
		.clauses = "N03",
		.why	= "a new TX ring must ask to be woken up, and the first sendto() must send "
			  "what is in it",
		.needs	= SET(CAP_XSK),
		.steps	= STEPS(
		{ .op = SOCKET_OPEN, .xsk = { .tx_ring = 8, .bind = true,
					      .bind_flags = XDP_COPY | XDP_USE_NEED_WAKEUP } },
		{ .op = SOCKET_WAKEUP },
		{ .op = SOCKET_PUT, .tx = { .n = 3 } },
		{ .op = SOCKET_COMPLETED, .n = 0 },
		{ .op = SOCKET_SEND, NOW },
		{ .op = SOCKET_COMPLETED, .n = 3 },
		{ .op = SOCKET_WAKEUP },
		),
	},
	{
		.name	= "xsktx.invalid",
		.clauses = "N04",
		.why	= "an invalid descriptor must be counted, not sent, and not stop the valid "
			  "ones behind it",
		.needs	= SET(CAP_XSK),
		.steps	= STEPS(
		{ .op = SOCKET_OPEN, .xsk = { SENDER } },
		/* across the end of its chunk */
		{ .op = SOCKET_PUT, .tx = { .addr = 4096 - 32, .len = 64, .invalid = true } },
		{ .op = SOCKET_SEND, NOW },
		{ .op = SOCKET_INVALID, .n = 1 },
		/* longer than its chunk */
		{ .op = SOCKET_PUT, .tx = { .len = 4097, .invalid = true } },
		{ .op = SOCKET_SEND, NOW },
		{ .op = SOCKET_INVALID, .n = 2 },
		/* behind the end of the umem */
		{ .op = SOCKET_PUT, .tx = { .addr = 64 * 4096, .invalid = true } },
		{ .op = SOCKET_SEND, NOW },
		{ .op = SOCKET_INVALID, .n = 3 },
		/* with an option that nobody knows, and valid ones behind it */
		{ .op = SOCKET_PUT, .tx = { .options = 1 << 15, .invalid = true } },
		{ .op = SOCKET_PUT, .tx = { .addr = 8192, .n = 4 } },
		{ .op = SOCKET_SEND, NOW },
		{ .op = SOCKET_SEND, NOW },
		{ .op = SOCKET_COMPLETED, .n = 4 },
		{ .op = SOCKET_INVALID, .n = 4 },
		),
	},
	{
		/* -EAGAIN came after 6.12: before, sendto() said nothing of what it left. */
		.name	= "xsktx.completion-full",
		.clauses = "N05",
		.why	= "frames for whose completion there is no room must stay in the TX ring, "
			  "and be sent later",
		.needs	= SET(CAP_XSK),
		.steps	= STEPS(
		{ .op = SOCKET_OPEN, .xsk = { SENDER, .chunks = 4 } },
		{ .op = SOCKET_PUT, .tx = { .n = 4 } },
		{ .op = SOCKET_PUT, .tx = { .n = 4 } },
		{ .op = SOCKET_SEND, NOW, .want = -EAGAIN, .or_want = SUCCESS },
		{ .op = SOCKET_SEND, NOW, .want = -EAGAIN, .or_want = SUCCESS },
		{ .op = SOCKET_COMPLETED, .n = 4 },
		{ .op = SOCKET_SEND, NOW },
		{ .op = SOCKET_COMPLETED, .n = 4 },
		{ .op = SOCKET_INVALID, .n = 0 },
		),
	},
};

CASES(xsktx, rows);
