/* SPDX-License-Identifier: GPL-2.0-only */
/* BPF_PROG_TEST_RUN of XDP programs: what it gives back, and what it refuses. */
#include "steps.h"

#define LIVE_FRAMES .flags = BPF_F_TEST_XDP_LIVE_FRAMES
#define NEEDS_CONTEXT .needs = SET(CAP_CONTEXT)
#define INVALID .want = -EINVAL
#define PASSES .verdict = XDP_PASS
#define OF_64 .data_end = 64
#define CTX(...) .ctx = &(const struct xdp_md){ __VA_ARGS__ }

static const struct xcase rows[] = {
	{
		.name	= "testrun.verdict",
		.clauses = "P01",
		.why	= "a test run must tell the verdict that the program returned, be it none "
			  "that is known",
		.steps	= STEPS(
		{ .op = RUN, .prog = "aborted", .run = { .verdict = XDP_ABORTED } },
		{ .op = RUN, .prog = "drop",    .run = { .verdict = XDP_DROP } },
		{ .op = RUN, .prog = "pass",    .run = { PASSES } },
		{ .op = RUN, .prog = "tx",      .run = { .verdict = XDP_TX } },
		{ .op = RUN, .prog = "unknown", .run = { .verdict = 42 } },
		),
	},
	{
		.name	= "testrun.data",
		.clauses = "P01",
		.why	= "a test run must give the frame back, whole, and refuse what is shorter "
			  "than an Ethernet header",
		.steps	= STEPS(
		{ .op = RUN, .prog = "pass", .run = { .size = 13 }, INVALID },
		{ .op = RUN, .prog = "pass", .run = { .size = 14,   PASSES } },
		{ .op = RUN, .prog = "pass", .run = { .size = 1514, PASSES } },
		{ .op = RUN, .prog = "pass", .run = { .size = 3400, PASSES } },
		),
	},
	{
		.name	= "testrun.frags",
		.clauses = "P01",
		.why	= "a test run must give a frame of several fragments back, whole",
		.steps	= STEPS(
		{ .op = RUN, .prog = "frags", .run = { .size = 9014, PASSES } },
		),
	},
	{
		.name	= "testrun.short-room",
		.clauses = "P01",
		.why	= "a test run must not write more than there is room for, and tell how "
			  "much there was",
		.steps	= STEPS(
		{ .op = RUN, .prog = "pass", .run = { .size = 64, .room = 64, PASSES } },
		{ .op = RUN, .prog = "pass", .run = { .size = 64, .room = 63 }, .want = -ENOSPC },
		{ .op = RUN, .prog = "pass", .run = { .size = 64, .room = 1 },  .want = -ENOSPC },
		),
	},
	{
		.name	= "testrun.context",
		.clauses = "P01",
		.why	= "a test run must give the program the context that was asked for, "
			  "metadata and all, and give it back",
		NEEDS_CONTEXT,
		.steps	= STEPS(
		{ .op = RUN, .prog = "pass", .run = { PASSES, CTX(OF_64) } },
		{ .op = RUN, .prog = "pass", .run = { PASSES, CTX(.data = 4, OF_64) } },
		{ .op = RUN, .prog = "pass", .run = { PASSES, CTX(.data = 32, OF_64) } },
		{ .op = RUN, .prog = "pass", .run = { PASSES, .ingress = TO_INGRESS,
						      CTX(OF_64) } },
		),
	},
	{
		.name	= "testrun.context-refused",
		.clauses = "P01",
		.why	= "a test run must refuse a context whose bounds are not those of its data",
		NEEDS_CONTEXT,
		.steps	= STEPS(
		{ .op = RUN, .prog = "pass", INVALID, .run = { CTX(.data_end = 65) } },
		{ .op = RUN, .prog = "pass", INVALID, .run = { CTX(OF_64, .data = 65) } },
		{ .op = RUN, .prog = "pass", INVALID, .run = { CTX(OF_64, .data_meta = 4) } },
		{ .op = RUN, .prog = "pass", INVALID, .run = { CTX(OF_64, .data = 3) } },
		{ .op = RUN, .prog = "pass", INVALID, .run = { CTX(.data_end = 512, .data = 256),
							       .size = 512 } },
		),
	},
	{
		.name	= "testrun.egress-ifindex",
		.clauses = "P01",
		.why	= "a test run is no egress program, and must refuse an egress_ifindex",
		NEEDS_CONTEXT,
		.steps	= STEPS(
		{ .op = RUN, .prog = "pass", INVALID, .run = { CTX(OF_64, .egress_ifindex = 1) } },
		),
	},
	{
		.name	= "testrun.queue",
		.clauses = "P01",
		.why	= "a test run must refuse a receive queue without its device, or that the "
			  "device does not have",
		NEEDS_CONTEXT,
		.steps	= STEPS(
		{ .op = RUN, .prog = "pass", INVALID, .run = { CTX(OF_64, .rx_queue_index = 1) } },
		{ .op = RUN, .prog = "pass", INVALID, .run = { CTX(OF_64, .rx_queue_index = 65535),
							       .ingress = TO_INGRESS } },
		{ .op = RUN, .prog = "pass", .want = -ENODEV,
		  .run = { CTX(OF_64), .ingress = TO_UNKNOWN } },
		),
	},
	{
		.name	= "testrun.flags",
		.clauses = "P05",
		.why	= "a test run must refuse flags that it does not know",
		.steps	= STEPS(
		{ .op = RUN, .prog = "pass", .flags = 1u << 31, INVALID },
		{ .op = RUN, .prog = "pass", .flags = 1, INVALID },
		),
	},
	{
		.name	= "testrun.batch",
		.clauses = "P05",
		.why	= "live frames must come in batches of 256 at most, and a dry run in none",
		.needs	= SET(CAP_LIVE),
		.steps	= STEPS(
		{ .op = RUN, .prog = "drop", LIVE_FRAMES, .run = { .batch = 256 } },
		{ .op = RUN, .prog = "drop", LIVE_FRAMES, .run = { .batch = 257 }, .want = -E2BIG },
		{ .op = RUN, .prog = "drop", .run = { .batch = 1 }, INVALID },
		),
	},
	{
		.name	= "testrun.live-jumbo",
		.clauses = "P05",
		.why	= "live frames must fit into one page, and are refused when they do not",
		.needs	= SET(CAP_LIVE),
		.steps	= STEPS(
		{ .op = RUN, .prog = "drop",  LIVE_FRAMES, .run = { .size = 1514 } },
		{ .op = RUN, .prog = "drop",  LIVE_FRAMES, .run = { .size = 4096 }, INVALID },
		{ .op = RUN, .prog = "frags", LIVE_FRAMES, .run = { .size = 9014 }, INVALID },
		),
	},
	{
		.name	= "testrun.live-out",
		.clauses = "P05",
		.why	= "live frames do not come back: with a context, asking for them must be "
			  "refused",
		.needs	= SET(CAP_LIVE),
		.steps	= STEPS(
		{ .op = RUN, .prog = "drop", LIVE_FRAMES, .run = { CTX(OF_64) } },
		{ .op = RUN, .prog = "drop", LIVE_FRAMES, INVALID, .run = { CTX(OF_64),
									      .dry_out = true } },
		),
	},
	{
		.name	= "testrun.entry-program",
		.clauses = "P05",
		.why	= "programs for devmap and cpumap entries see another context, and must "
			  "not be test run",
		.steps	= STEPS(
		{ .op = RUN, .prog = "egress", INVALID },
		{ .op = RUN, .prog = "on_cpu", INVALID },
		),
	},
	{
		.name	= "testrun.bound-program",
		.clauses = "P05",
		.why	= "a program that is bound to a device may call into its driver, and must "
			  "not be test run",
		.steps	= STEPS(
		{ .op = RUN, .prog = "bound", INVALID },
		),
	},
};

CASES(testrun, rows);
