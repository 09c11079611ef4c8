/* SPDX-License-Identifier: GPL-2.0-only */
/* What a device promises of itself over netdev-genl, and whether it is so. */
#include "steps.h"

static const struct xcase rows[] = {
	{
		.name	= "features.basic-attaches",
		.clauses = "J01",
		.why	= "a device that promises BASIC must take a native program",
		.modes	= NATIVE,
		.steps	= STEPS(
		{ .op = FEATURES, .features = { .needs = XDP_FEATURE_BASIC } },
		{ .op = ATTACH, .prog = "pass" },
		{ .op = QUERY,  .prog = "pass" },
		{ .op = FEATURES, .features = { .has = XDP_FEATURE_BASIC } },
		),
	},
	{
		.name	= "features.unpromised-refused",
		.clauses = "J01 Q05",
		.why	= "a veth with fewer receive queues than its far end sends by must promise "
			  "nothing and refuse programs",
		.modes	= NATIVE,
		.steps	= STEPS(
		{ .op = DEVICE_ADD, .device = { .end_queues = 2 } },
		{ .op = FEATURES, .on = SPARE, .features = { .lacks = ~0u } },
		{ .op = ATTACH, .prog = "pass", .on = SPARE, .want = -ENOSPC,
		  .extack = "XDP expects number of rx queues not less than peer tx queues" },
		{ .op = QUERY, .on = SPARE },
		),
	},
	{
		.name	= "features.frags-attach",
		.clauses = "J02 Q05",
		.why	= "with RX_SG, frames beyond a page must be open to programs for "
			  "fragments, and to no others",
		.modes	= NATIVE,
		.steps	= STEPS(
		{ .op = DEVICE_ADD, .device = { .mtu = 9000 } },
		{ .op = FEATURES, .on = SPARE, .features = { .needs = XDP_FEATURE_RX_FRAGS } },
		{ .op = ATTACH, .prog = "pass", .on = SPARE, .want = -ERANGE,
		  .extack = "Peer MTU is too large to set XDP" },
		{ .op = ATTACH, .prog = "frags", .on = SPARE },
		{ .op = QUERY,  .prog = "frags", .on = SPARE },
		),
	},
	{
		.name	= "features.no-zerocopy",
		.clauses = "J04 L08",
		.why	= "a device without XSK_ZEROCOPY must refuse a zero-copy socket, and give "
			  "one that copies if asked for any",
		.needs	= SET(CAP_XSK),
		.steps	= STEPS(
		{ .op = FEATURES, .features = { .unless = XDP_FEATURE_ZEROCOPY } },
		{ .op = SOCKET_OPEN, .want = -EOPNOTSUPP,
		  .xsk = { .tx_ring = 8, .bind = true, .bind_flags = XDP_ZEROCOPY } },
		{ .op = SOCKET_OPEN, .xsk = { .tx_ring = 8, .bind = true } },
		),
	},
	{
		.name	= "features.stable",
		.clauses = "J07",
		.why	= "a program that comes and goes must leave the promises of the device as "
			  "they were",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = FEATURES },
		{ .op = ATTACH, .prog = "pass" },
		{ .op = DETACH },
		{ .op = FEATURES, .features = { .same = true } },
		),
	},
	{
		.name	= "features.xmit-agrees",
		.clauses = "J05 C14 C25",
		.why	= "NDO_XMIT must tell whether frames can be redirected to the device now, "
			  "with a program and without",
		.modes	= NATIVE,
		.needs	= SET(CAP_LIVE),
		.steps	= STEPS(
		{ .op = XMIT_AGREES },
		{ .op = ATTACH, .prog = "pass" },
		{ .op = XMIT_AGREES },
		{ .op = DETACH },
		{ .op = XMIT_AGREES },
		),
	},
	{
		.name	= "features.xmit-never-attached",
		.clauses = "J05 C14 C25",
		.why	= "a new veth must not promise NDO_XMIT before its far end has a program, "
			  "nor after that is gone",
		.modes	= NATIVE,
		.needs	= SET(CAP_LIVE),
		.steps	= STEPS(
		{ .op = DEVICE_ADD },
		{ .op = FEATURES, .on = SPARE, .features = { .has = XDP_FEATURE_BASIC,
							     .lacks = XDP_FEATURE_XMIT } },
		{ .op = FORWARD, .on = SPARE, .want = -EOPNOTSUPP },
		{ .op = ATTACH, .prog = "pass", .on = SPARE },
		{ .op = FORWARD, .on = SPARE, .want = -EOPNOTSUPP },
		{ .op = ATTACH, .prog = "pass", .on = SPARE_END },
		{ .op = FEATURES, .on = SPARE, .features = { .has = XDP_FEATURE_XMIT } },
		{ .op = FORWARD, .on = SPARE },
		{ .op = DETACH, .on = SPARE },
		{ .op = FORWARD, .on = SPARE },
		{ .op = DETACH, .on = SPARE_END },
		{ .op = FEATURES, .on = SPARE, .features = { .lacks = XDP_FEATURE_XMIT } },
		{ .op = FORWARD, .on = SPARE, .want = -EOPNOTSUPP },
		),
	},
	{
		.name	= "features.xmit-follows-far-end",
		.clauses = "J05 C14 C25",
		.why	= "NDO_XMIT must come and go with the far end's NAPI",
		.modes	= BOTH,
		.needs	= SET(CAP_LIVE) | SET(CAP_DEAF),
		.steps	= STEPS(
		{ .op = FEATURES, .features = { .needs = XDP_FEATURE_XMIT } },
		{ .op = FORWARD },
		{ .op = FAR_END, .gone = true },
		{ .op = FEATURES, .features = { .lacks = XDP_FEATURE_XMIT } },
		{ .op = FORWARD, .want = -EOPNOTSUPP },
		{ .op = ATTACH, .prog = "pass" },
		{ .op = FEATURES, .features = { .lacks = XDP_FEATURE_XMIT } },
		{ .op = FORWARD, .want = -EOPNOTSUPP },
		{ .op = FAR_END },
		{ .op = FEATURES, .features = { .has = XDP_FEATURE_XMIT } },
		{ .op = FORWARD },
		),
	},
	{
		/* That NDO_XMIT stays set while the far end is down is not held against veth. */
		.name	= "features.xmit-down",
		.clauses = "C12 C25",
		.why	= "a device that is down, or whose far end is, must refuse frames that are "
			  "redirected to it",
		.modes	= NATIVE,
		.needs	= SET(CAP_LIVE),
		.steps	= STEPS(
		{ .op = DEVICE_ADD },
		{ .op = ATTACH, .prog = "pass", .on = SPARE_END },
		{ .op = FORWARD, .on = SPARE },
		{ .op = DEVICE_DOWN, .on = SPARE_END },
		{ .op = FORWARD, .on = SPARE, .want = -ENXIO },
		{ .op = DEVICE_DOWN, .on = SPARE },
		{ .op = FORWARD, .on = SPARE, .want = -ENETDOWN },
		),
	},
};

CASES(features, rows);
