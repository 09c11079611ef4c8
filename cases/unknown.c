/* SPDX-License-Identifier: GPL-2.0-only */
/* Verdicts that nobody knows: as XDP_ABORTED, with the number, and a warning. */
#include "xdpcheck.h"

#define UNKNOWN(suffix, number)							\
	{									\
		.name	= "unknown." suffix,					\
		.clauses = "A07",						\
		.why	= "an unknown verdict must drop, and fire xdp_exception with its number", \
		.prog	= "unknown",						\
		.config	= { .action = number },					\
		.modes	= BOTH, .ways = WIRE, .shapes = TINY | UDP, .bursts = ANY_BURST, \
		.expect	= { .at = 0, .exception = true, .may_warn = true },	\
	},									\
	{									\
		.name	= "unknown." suffix "-warns",				\
		.clauses = "A08 A09",						\
		.why	= "the first unknown verdict, and it alone, must be in the kernel log", \
		.prog	= "unknown",						\
		.config	= { .action = number },					\
		.modes	= BOTH, .ways = WIRE, .shapes = TINY,			\
		.expect	= { .at = 0, .exception = true, .log = "Illegal" },	\
	},									\
	{									\
		.name	= "unknown." suffix "-test-run",			\
		.clauses = "P01 P08",						\
		.why	= "a test run must return the number that the program returned", \
		.prog	= "unknown",						\
		.config	= { .action = number },					\
		.ways	= TEST_RUN, .shapes = TINY,				\
		.expect	= { .at = 0 },						\
	}

static const struct xcase rows[] = {
	UNKNOWN("5", 5),
	UNKNOWN("42", 42),
	UNKNOWN("max", 0xffffffff),
	{
		.name	= "unknown.live",
		.clauses = "P07",
		.why	= "an unknown verdict must drop a live frame",
		.prog	= "unknown",
		.config	= { .action = 42 },
		.ways	= LIVE, .shapes = TINY | UDP,
		.expect	= { .at = 0, .may_warn = true },
	},
};

CASES(unknown, rows);
