/* SPDX-License-Identifier: GPL-2.0-only */
/* Neighbours in a burst with verdicts of their own. */
#include "xdpcheck.h"

static const struct xcase rows[] = {
	{
		.name	= "mix.in-turn",
		.clauses = "A12 A15",
		.why	= "each frame of a burst must get its own verdict, whatever its "
			  "neighbours got",
		.prog	= "mix",
		.mix	= true,
		.modes	= BOTH, .ways = WIRE, .shapes = ANY_SHAPE, .bursts = ANY_BURST,
		.needs	= SET(CAP_TARGETS),
	},
};

CASES(mix, rows);
