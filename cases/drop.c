/* SPDX-License-Identifier: GPL-2.0-only */
/* XDP_DROP: the frame is gone, in silence. */
#include "load.h"

static int to_pass(struct lab *lab, struct result *res)
{
	(void)res;
	return replace_program(lab, "pass");
}

static const struct xcase rows[] = {
	{
		.name	= "drop.silent",
		.clauses = "A03 A04 A11 J01 P08",
		.why	= "a dropped frame must reach nobody, and XDP_DROP is no exception",
		.prog	= "drop",
		.modes	= BOTH, .ways = ANY_WAY, .shapes = ANY_SHAPE, .bursts = ANY_BURST,
		.expect	= { .at = 0 },
	},
	{
		.name	= "drop.replaced-by-pass",
		.clauses = "A01 A03",
		.why	= "from the return of the replacing call on, only the new program may run",
		.prog	= "drop",
		.between = to_pass,
		.modes	= BOTH, .ways = PACKET | XSK | XMIT, .shapes = TINY,
		.bursts	= SET(BURST_16) | SET(BURST_64),
		.expect	= { .at = 0 },
		.after	= { .at = STACK, .verdict = XDP_PASS },
	},
};

CASES(drop, rows);
