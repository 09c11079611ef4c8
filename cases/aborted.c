/* SPDX-License-Identifier: GPL-2.0-only */
/* XDP_ABORTED: the frame is gone, and xdp_exception says so. */
#include "xdpcheck.h"

static const struct xcase rows[] = {
	{
		.name	= "aborted.exception",
		.clauses = "A05 A06 J01",
		.why	= "XDP_ABORTED must drop the frame and fire xdp_exception once, "
			  "without a warning",
		.prog	= "aborted",
		.modes	= BOTH, .ways = WIRE | TEST_RUN, .shapes = ANY_SHAPE, .bursts = ANY_BURST,
		.expect	= { .at = 0, .exception = true, .aborted = true },
	},
	{
		.name	= "aborted.live",
		.clauses = "P07",
		.why	= "live frames must be dropped by XDP_ABORTED; there it fires no "
			  "xdp_exception",
		.prog	= "aborted",
		.ways	= LIVE, .shapes = TINY | UDP,
		.expect	= { .at = 0, .aborted = true, .may_warn = true },
	},
	{
		.name	= "aborted.live-warns",
		.clauses = "P07",
		.why	= "live frames take XDP_ABORTED for an unsupported verdict, and "
			  "warn of it once",
		.prog	= "aborted",
		.ways	= LIVE, .shapes = TINY,
		.expect	= { .at = 0, .aborted = true, .log = "Driver unsupported" },
	},
};

CASES(aborted, rows);
