/* SPDX-License-Identifier: GPL-2.0-only */
/* XDP_PASS: the frame goes up to the stack, as the program left it. */
#include "load.h"

static const struct xcase rows[] = {
	{
		.name	= "pass.intact",
		.clauses = "A01 A11 A12 A16 A17 J01 P01 P02 P08",
		.why	= "XDP_PASS must give each frame to the stack once, with the "
			  "bytes that were sent",
		.prog	= "pass",
		.modes	= BOTH, .ways = ANY_WAY, .shapes = ANY_SHAPE, .bursts = ANY_BURST,
		.expect	= { .at = STACK },
	},
	{
		.name	= "pass.rewritten",
		.clauses = "A02 P08",
		.why	= "the stack must see the bytes that the program wrote",
		.prog	= "pass",
		.config	= { .edits = EDIT_FLIP },
		.modes	= BOTH, .ways = ANY_WAY, .shapes = TINY | UDP | SET(SHAPE_LARGEST),
		.expect	= { .at = STACK },
	},
	{
		.name	= "pass.unmasked",
		.clauses = "A02 G13",
		.why	= "a frame that the program addressed to the host, as IPv4, must "
			  "reach the host's socket",
		.prog	= "pass",
		.config	= { .edits = EDIT_TO_HOST | EDIT_TO_IPV4 },
		.modes	= BOTH, .ways = WIRE | LIVE, .shapes = SET(SHAPE_MASKED),
		.expect	= { .at = STACK },
	},
	{
		.name	= "pass.second-queue",
		.clauses = "A16",
		.why	= "rx_queue_index must be the queue that the frame came in by",
		.prog	= "pass",
		.condition = COND_TWO_QUEUES,
		.modes	= NATIVE, .ways = XSK, .shapes = TINY,
		.expect	= { .at = STACK },
	},
	{
		.name	= "pass.no-program",
		.clauses = "A13",
		.why	= "without a program frames must reach the stack: all else is "
			  "measured against this",
		.modes	= BOTH, .ways = PACKET | XSK, .shapes = ANY_SHAPE,
		.expect	= { .at = STACK },
	},
	{
		.name	= "pass.after-detach",
		.clauses = "A13",
		.why	= "after a clean detach frames must reach the stack as if there "
			  "had been no program",
		.prog	= "drop",
		.between = detach_program,
		.modes	= BOTH, .ways = PACKET | XSK, .shapes = TINY | UDP,
		.expect	= { .at = 0 },
		.after	= { .at = STACK },
	},
};

CASES(pass, rows);
