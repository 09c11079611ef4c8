/* SPDX-License-Identifier: GPL-2.0-only */
/* XDP_REDIRECT through a devmap: by array and by hash, with and without a
 * program in the entry, to one port and to all of them.
 */
#include "xdpcheck.h"

#define TARGETS SET(CAP_TARGETS)

#define THROUGH(map, suffix)							\
	{									\
		.name	= "devmap." suffix,					\
		.clauses = "C01 C17 C18 D03 D14",				\
		.why	= "a frame redirected through a devmap must "	\
			  "leave by its port, once, in order",		\
		.prog	= map, .to = TO_TARGET,					\
		.config	= { .key = 3 },						\
		.modes	= BOTH, .ways = WIRE | TEST_RUN | LIVE,		\
		.shapes = ANY_SHAPE, .bursts = ANY_BURST,		\
		.needs	= TARGETS,						\
		.expect	= { .at = TARGET, .redirect = TO_TARGET },		\
	},									\
	{									\
		.name	= "devmap." suffix "-down",				\
		.clauses = "C02 C12 D03",					\
		.why	= "a redirect through a devmap to a port "	\
			  "that is down must fail with -ENETDOWN",	\
		.prog	= map, .to = TO_DOWN,					\
		.config	= { .key = 3 },						\
		.modes	= BOTH, .ways = WIRE, .shapes = TINY,			\
		.needs	= TARGETS,						\
		.expect	= { .at = 0, .redirect_err = -ENETDOWN },		\
	},									\
	{									\
		.name	= "devmap." suffix "-last-wins",			\
		.clauses = "C08 D03",						\
		.why	= "of two lookups in one run, the last must decide",	\
		.prog	= map, .to = TO_TARGET,					\
		.config	= { .first_key = 2, .key = 3 },				\
		.modes	= BOTH, .ways = WIRE, .shapes = TINY,			\
		.needs	= TARGETS,						\
		.expect	= { .at = TARGET, .redirect = TO_TARGET },		\
	},									\
	{									\
		.name	= "devmap." suffix "-last-miss-wins",			\
		.clauses = "C08 D03",						\
		.why	= "a lookup that misses after one that hit must decide", \
		.prog	= map,							\
		.config	= { .first_key = 2, .key = 3, .flags = XDP_PASS },	\
		.modes	= BOTH, .ways = WIRE, .shapes = TINY,			\
		.needs	= TARGETS,						\
		.expect	= { .at = STACK, .verdict = XDP_PASS },			\
	},									\
	{									\
		.name	= "devmap." suffix "-bad-flags",			\
		.clauses = "C06 D03",						\
		.why	= "bpf_redirect_map() with an unknown flag must return XDP_ABORTED", \
		.prog	= map, .to = TO_TARGET,					\
		.config	= { .key = 3, .flags = 1 << 10 },			\
		.modes	= BOTH, .ways = WIRE | TEST_RUN, .shapes = TINY,	\
		.needs	= TARGETS,						\
		.expect	= { .at = 0, .aborted = true, .exception = true },	\
	}

#define MISS(suffix, flag, ...)							\
	{									\
		.name	= "devmap.miss-" suffix,				\
		.clauses = "C07",						\
		.why	= "a lookup that misses must return the "	\
			  "verdict in the low bits of the flags",	\
		.prog	= "devmap",						\
		.config	= { .key = 5, .flags = flag },				\
		.modes	= BOTH, .ways = WIRE | TEST_RUN, .shapes = TINY,	\
		.expect	= { __VA_ARGS__ },					\
	}

#define EGRESS(suffix, verdict, ids, ...)					\
	{									\
		.name	= "devmap.egress-" suffix,				\
		.clauses = ids,							\
		.why	= "a devmap program may only pass or drop: all else is xdp_exception " \
			  "on the target",					\
		.prog	= "devmap", .to = TO_TARGET, .entry_prog = "egress",	\
		.config	= { .key = 3, .action = verdict },			\
		.modes	= BOTH, .ways = WIRE, .shapes = TINY,			\
		.needs	= TARGETS,						\
		.expect	= { .at = 0, .redirect = TO_TARGET, .egress_drop = true, \
			    .exception = true, .exception_on = TO_TARGET, __VA_ARGS__ }, \
	}

static const struct xcase rows[] = {
	THROUGH("devmap", "array"),
	THROUGH("devmap_hash", "hash"),
	MISS("aborted", XDP_ABORTED, .aborted = true, .exception = true),
	MISS("drop", XDP_DROP, .verdict = XDP_DROP),
	MISS("pass", XDP_PASS, .verdict = XDP_PASS, .at = STACK),
	MISS("tx", XDP_TX, .verdict = XDP_TX, .at = PEER),
	{
		.name	= "devmap.egress-pass",
		.clauses = "D04",
		.why	= "a devmap program must run once on each frame, with the "
			  "target's egress_ifindex",
		.prog	= "devmap", .to = TO_TARGET, .entry_prog = "egress",
		.config	= { .key = 3, .action = XDP_PASS },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY | UDP, .bursts = ANY_BURST,
		.needs	= TARGETS,
		.expect	= { .at = TARGET, .redirect = TO_TARGET },
	},
	{
		.name	= "devmap.egress-drop",
		.clauses = "D05",
		.why	= "what a devmap program drops must be counted as drops of "
			  "xdp_devmap_xmit, and is no exception",
		.prog	= "devmap", .to = TO_TARGET, .entry_prog = "egress",
		.config	= { .key = 3, .action = XDP_DROP },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.needs	= TARGETS,
		.expect	= { .at = 0, .redirect = TO_TARGET, .egress_drop = true },
	},
	EGRESS("aborted", XDP_ABORTED, "D06", .log = NULL),
	EGRESS("tx", XDP_TX, "D06", .may_warn = true),
	EGRESS("redirect", XDP_REDIRECT, "D06", .may_warn = true),
	EGRESS("unknown", 42, "D06", .may_warn = true),
	EGRESS("tx-warns", XDP_TX, "D06", .log = "Driver unsupported"),
	EGRESS("redirect-warns", XDP_REDIRECT, "D06", .log = "Driver unsupported"),
	EGRESS("unknown-warns", 42, "D06", .log = "Illegal"),
	{
		.name	= "devmap.broadcast",
		.clauses = "D09",
		.why	= "a broadcast must give each port of the map one copy",
		.prog	= "devmap", .broadcast = true,
		.config	= { .flags = BPF_F_BROADCAST },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY | UDP | SET(SHAPE_LARGEST),
		.bursts	= ANY_BURST,
		.needs	= TARGETS,
		.expect	= { .at = TARGET | SECOND | PEER, .redirect_map = true },
	},
	{
		.name	= "devmap.broadcast-hash",
		.clauses = "D03 D09",
		.why	= "a broadcast must give each port of the map one copy",
		.prog	= "devmap_hash", .broadcast = true,
		.config	= { .flags = BPF_F_BROADCAST },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY,
		.needs	= TARGETS,
		.expect	= { .at = TARGET | SECOND | PEER, .redirect_map = true },
	},
	{
		.name	= "devmap.broadcast-others",
		.clauses = "D10",
		.why	= "a broadcast that excludes the ingress must give it no copy, "
			  "and all others one",
		.prog	= "devmap", .broadcast = true,
		.config	= { .flags = BPF_F_BROADCAST | BPF_F_EXCLUDE_INGRESS },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.needs	= TARGETS,
		.expect	= { .at = TARGET | SECOND, .redirect_map = true },
	},
	{
		.name	= "devmap.broadcast-skips-down",
		.clauses = "D11",
		.why	= "a native broadcast must pass over a port that is down, and "
			  "serve the others",
		.prog	= "devmap", .broadcast = true, .to = TO_DOWN,
		.config	= { .key = 7, .flags = BPF_F_BROADCAST },
		.modes	= NATIVE, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.needs	= TARGETS,
		.expect	= { .at = TARGET | SECOND | PEER, .redirect_map = true },
	},
	{
		.name	= "devmap.broadcast-stops-at-down",
		.clauses = "D11",
		.why	= "a generic broadcast must fail at a port that is down, with its errno",
		.prog	= "devmap", .broadcast = true, .to = TO_DOWN,
		.config	= { .key = 7, .flags = BPF_F_BROADCAST },
		.modes	= GENERIC, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.needs	= TARGETS,
		.expect	= { .at = 0, .redirect_err = -ENETDOWN },
	},
	{
		.name	= "devmap.broadcast-nobody",
		.clauses = "D12",
		.why	= "a broadcast into an empty map must consume the frame without an error",
		.prog	= "devmap",
		.config	= { .flags = BPF_F_BROADCAST },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.expect	= { .at = 0, .redirect_map = true },
	},
};

CASES(devmap, rows);
