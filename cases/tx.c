/* SPDX-License-Identifier: GPL-2.0-only */
/* XDP_TX: the frame leaves through the port it came in on. */
#include "xdpcheck.h"

static const struct xcase rows[] = {
	{
		.name	= "tx.bounce",
		.clauses = "A11 B01 B02 B05 B14 J01 P04 P08",
		.why	= "XDP_TX must put the frame back on the wire it came from, and "
			  "nowhere else",
		.prog	= "tx",
		.modes	= BOTH, .ways = ANY_WAY, .shapes = ANY_SHAPE, .bursts = ANY_BURST,
		.expect	= { .at = PEER },
	},
	{
		.name	= "tx.rewritten",
		.clauses = "B01",
		.why	= "XDP_TX must send what the program left in the buffer",
		.prog	= "tx",
		.config	= { .edits = EDIT_SWAP_MAC | EDIT_FLIP },
		.modes	= BOTH, .ways = ANY_WAY, .shapes = TINY | UDP | SET(SHAPE_LARGEST),
		.expect	= { .at = PEER },
	},
	{
		.name	= "tx.past-qdisc",
		.clauses = "B03",
		.why	= "XDP_TX must not go through the device's queueing discipline",
		.prog	= "tx",
		.condition = COND_BLACKHOLE,
		.modes	= BOTH, .ways = WIRE, .shapes = TINY,
		.expect	= { .at = PEER },
	},
	{
		.name	= "tx.no-napi",
		.clauses = "B15",
		.why	= "XDP_TX to a veth without NAPI must be counted as failed, frame by frame",
		.prog	= "tx",
		.condition = COND_DEAF_PEER,
		.needs	= SET(CAP_DEAF),
		.modes	= NATIVE, .ways = WIRE & ~XMIT, .shapes = TINY | UDP, .bursts = ANY_BURST,
		.expect	= { .at = 0, .bulk_err = true },
	},
	{
		.name	= "tx.gro-peer",
		.clauses = "B15 B04",
		.why	= "a veth that has NAPI by GRO alone must get what XDP_TX sends "
			  "to it, at once",
		.prog	= "tx",
		.condition = COND_GRO_PEER,
		.needs	= SET(CAP_DEAF),
		.modes	= BOTH, .ways = PACKET, .shapes = TINY,
		.expect	= { .at = PEER },
	},
};

CASES(tx, rows);
