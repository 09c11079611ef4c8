/* SPDX-License-Identifier: GPL-2.0-only */
/* XDP_REDIRECT through a cpumap: another CPU builds the skb. */
#include "xdpcheck.h"

#define TWO_CPUS SET(CAP_TWO_CPUS)

static const struct xcase rows[] = {
	{
		.name	= "cpumap.stack",
		.clauses = "E03 E04",
		.why	= "a frame redirected to a CPU must reach the stack from there, "
			  "once, in order",
		.prog	= "cpumap",
		.modes	= BOTH, .ways = WIRE | LIVE, .shapes = ANY_SHAPE, .bursts = ANY_BURST,
		.needs	= TWO_CPUS,
		.expect	= { .at = STACK, .redirect_map = true },
	},
	{
		.name	= "cpumap.overflow",
		.clauses = "E04 E05",
		.why	= "what a full cpumap queue drops must be counted by xdp_cpumap_enqueue",
		.prog	= "cpumap", .qsize = 8,
		.modes	= NATIVE, .ways = XMIT, .shapes = TINY, .bursts = SET(BURST_300),
		.expect	= { .at = STACK, .redirect_map = true, .lossy = true },
	},
	{
		.name	= "cpumap.program-pass",
		.clauses = "E06 E07",
		.why	= "a cpumap program must run once on each frame, on the CPU of its entry",
		.prog	= "cpumap", .entry_prog = "on_cpu",
		.config	= { .action = XDP_PASS },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY | UDP, .bursts = ANY_BURST,
		.needs	= TWO_CPUS,
		.expect	= { .at = STACK, .redirect_map = true },
	},
	{
		.name	= "cpumap.program-drop",
		.clauses = "E06",
		.why	= "what a cpumap program drops must be counted by xdp_cpumap_kthread",
		.prog	= "cpumap", .entry_prog = "on_cpu",
		.config	= { .action = XDP_DROP },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.needs	= TWO_CPUS,
		.expect	= { .at = 0, .redirect_map = true },
	},
	{
		.name	= "cpumap.program-redirect",
		.clauses = "E06 E11",
		.why	= "what a cpumap program redirects must leave through that port, "
			  "and be counted",
		.prog	= "cpumap", .entry_prog = "on_cpu",
		.config	= { .action = XDP_REDIRECT },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.needs	= TWO_CPUS | SET(CAP_TARGETS),
		.expect	= { .at = TARGET, .redirect_map = true },
	},
};

CASES(cpumap, rows);
