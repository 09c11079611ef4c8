/* SPDX-License-Identifier: GPL-2.0-only */
/* XDP_REDIRECT through an xskmap: an AF_XDP socket, and all that can be wrong
 * with it.
 */
#include "xdpcheck.h"

static const struct xcase rows[] = {
	{
		.name	= "xsk.receive",
		.clauses = "M01 M08",
		.why	= "a frame redirected to an AF_XDP socket must arrive there byte "
			  "by byte, in order",
		.prog	= "xsk", .xsk = XSK_BOUND,
		.modes	= BOTH, .ways = WIRE, .shapes = ANY_SHAPE, .bursts = ANY_BURST,
		.expect	= { .at = SET(AT_XSK), .redirect_map = true },
	},
	{
		.name	= "xsk.unbound",
		.clauses = "M03",
		.why	= "a redirect to a socket that is not bound must fail with -ENXIO",
		.prog	= "xsk", .xsk = XSK_UNBOUND,
		.modes	= BOTH, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.expect	= { .at = 0, .redirect_err = -ENXIO },
	},
	{
		.name	= "xsk.other-device",
		.clauses = "M02",
		.why	= "a redirect to a socket of another device must fail with -EINVAL",
		.prog	= "xsk", .xsk = XSK_WRONG_DEVICE,
		.needs	= SET(CAP_TARGETS),
		.modes	= BOTH, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.expect	= { .at = 0, .redirect_err = -EINVAL },
	},
	{
		.name	= "xsk.other-queue",
		.clauses = "M02",
		.why	= "a redirect to a socket of another queue must fail with -EINVAL",
		.prog	= "xsk", .xsk = XSK_WRONG_QUEUE, .condition = COND_TWO_QUEUES,
		.modes	= NATIVE, .ways = XSK, .shapes = TINY,
		.expect	= { .at = 0, .redirect_err = -EINVAL },
	},
	{
		.name	= "xsk.small-chunk",
		.clauses = "M04",
		.why	= "a frame longer than the umem's chunks must fail with -ENOSPC, "
			  "and be counted",
		.prog	= "xsk", .xsk = XSK_SMALL_CHUNK,
		.modes	= BOTH, .ways = WIRE, .shapes = SET(SHAPE_LARGEST),
		.needs	= SET(CAP_LONG),
		.expect	= { .at = 0, .redirect_err = -ENOSPC, .xsk = { .dropped = 1 } },
	},
	{
		.name	= "xsk.no-fill",
		.clauses = "M05 M07",
		.why	= "a frame that finds the fill ring empty must fail with "
			  "-ENOMEM, and be counted",
		.prog	= "xsk", .xsk = XSK_NO_FILL,
		.modes	= BOTH, .ways = WIRE, .shapes = TINY | UDP, .bursts = ANY_BURST,
		.expect	= { .at = 0, .redirect_err = -ENOMEM,
			    .xsk = { .dropped = 1, .fill_empty = 1 } },
	},
	{
		.name	= "xsk.full-ring",
		.clauses = "M06",
		.why	= "a frame that finds the RX ring full must fail with -ENOBUFS, "
			  "and be counted as that",
		.prog	= "xsk", .xsk = XSK_SMALL_RING,
		.modes	= BOTH, .ways = WIRE, .shapes = TINY,
		.bursts	= SET(BURST_16) | SET(BURST_17) | SET(BURST_64) | SET(BURST_300),
		.expect	= { .at = SET(AT_XSK), .redirect_map = true, .redirect_err = -ENOBUFS,
			    .capacity = XSK_SMALL_FRAMES, .xsk = { .ring_full = 1 } },
	},
	{
		.name	= "xsk.transmit",
		.clauses = "N01 N05",
		.why	= "what an AF_XDP socket sends must arrive byte by byte, and be "
			  "completed once",
		.modes	= NATIVE, .ways = OUT, .shapes = ETHERNET, .bursts = ANY_BURST,
		.expect	= { .at = PEER },
	},
};

CASES(xsk, rows);
