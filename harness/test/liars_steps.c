/* SPDX-License-Identifier: GPL-2.0-only */
/* Liars about scripts of system calls: a kernel that answers otherwise, or that
 * does not do as it says.
 */
#include "../steps.h"
#include "liars.h"

#define NOEXIST .flags = XDP_FLAGS_UPDATE_IF_NOEXIST
#define ATTACHED { .op = ATTACH, .prog = "pass" }

/* A refusal that has attached a program nevertheless. */
static void attach_and_refuse(struct xdp_request *req)
{
	struct xdp_request its = *req;

	if (req->prog_fd < 0)
		return;
	its.prog_fd = other.fd;
	xdp_set(&its, NULL, 0);
	req->flags |= 1u << 31;
}

/* No program is in the other mode, so there is nothing to be done. */
static void detach_elsewhere(struct xdp_request *req)
{
	if (req->prog_fd < 0)
		req->flags ^= XDP_FLAGS_SKB_MODE | XDP_FLAGS_DRV_MODE;
}

static void detach(struct lab *lab)
{
	struct xdp_request req = { .ifindex = lab->dut.ifindex, .prog_fd = -1 };

	for (enum mode mode = MODE_GENERIC; mode <= MODE_NATIVE; mode++) {
		req.flags = prog_mode_flags(mode);
		xdp_set(&req, NULL, 0);
	}
}

static const struct liar liars[] = {
	{
		.row	= { .name = "steps.not-lying", .modes = BOTH, .steps = STEPS(
		ATTACHED,
		{ .op = QUERY, .prog = "pass" },
		) },
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "steps.not-refused", .modes = BOTH, .steps = STEPS(
		{ .op = ATTACH, .prog = "pass", .want = -EBUSY },
		) },
		.status	= FAIL,
		.says	= "step 1, ATTACH of pass: success, not -EBUSY",
	},
	{
		.row	= { .name = "steps.refused", .modes = BOTH, .steps = STEPS(
		ATTACHED,
		{ .op = ATTACH, .prog = "drop", NOEXIST },
		) },
		.status	= FAIL,
		.says	= "step 2, ATTACH of drop with UPDATE_IF_NOEXIST: -EBUSY "
			  "(XDP program already attached), not success",
	},
	{
		.row	= { .name = "steps.other-errno", .modes = BOTH, .steps = STEPS(
		ATTACHED,
		{ .op = ATTACH, .prog = "drop", NOEXIST, .want = -EEXIST },
		) },
		.status	= FAIL,
		.says	= "step 2, ATTACH of drop with UPDATE_IF_NOEXIST: -EBUSY "
			  "(XDP program already attached), not -EEXIST",
	},
	{
		.row	= { .name = "steps.other-words", .modes = BOTH, .steps = STEPS(
		ATTACHED,
		{ .op = ATTACH, .prog = "drop", NOEXIST, .want = -EBUSY,
		  .extack = "go away" },
		) },
		.status	= FAIL,
		.says	= "step 2, ATTACH of drop with UPDATE_IF_NOEXIST: -EBUSY "
			  "(XDP program already attached), not -EBUSY (go away)",
	},
	{
		.row	= { .name = "steps.other-program", .modes = BOTH, .steps = STEPS(
		ATTACHED,
		{ .op = QUERY, .prog = "drop" },
		) },
		.status	= FAIL,
		.says	= "step 2, QUERY of drop: pass is attached in * mode",
	},
	{
		.row	= { .name = "steps.not-attached", .modes = BOTH, .steps = STEPS(
		{ .op = QUERY, .prog = "pass" },
		) },
		.status	= FAIL,
		.says	= "step 1, QUERY of pass: nothing is attached",
	},
	{
		.row	= { .name = "steps.other-verdict", .steps = STEPS(
		{ .op = RUN, .prog = "pass", .run = { .verdict = XDP_DROP } },
		) },
		.status	= FAIL,
		.says	= "step 1, RUN of pass on 64 bytes: the verdict is XDP_PASS, not XDP_DROP",
	},
	{
		.row	= { .name = "steps.refused-and-done", .modes = BOTH, .steps = STEPS(
		{ .op = ATTACH, .prog = "pass", .want = -EINVAL },
		) },
		.before	= load_other,
		.after	= unload_other,
		.asked	= attach_and_refuse,
		.status	= FAIL,
		.says	= "step 1, ATTACH of pass: refused, and yet what is attached has changed",
	},
	{
		.row	= { .name = "steps.not-detached", .modes = BOTH, .steps = STEPS(
		ATTACHED,
		{ .op = DETACH },
		{ .op = QUERY },
		) },
		.after	= detach,
		.asked	= detach_elsewhere,
		.status	= FAIL,
		.says	= "step 3, QUERY: pass is attached in * mode",
	},
	{
		.row	= { .name = "steps.left-attached", .modes = BOTH, .steps = STEPS(
		ATTACHED,
		) },
		.after	= detach,
		.asked	= detach_elsewhere,
		.status	= FAIL,
		.says	= "the program with id * is still attached when all is detached",
	},
	{
		.row	= { .name = "steps.behind-all", .modes = BOTH, .steps = STEPS(
		{ .op = QUERY },
		ATTACHED,
		{ .op = QUERY, .prog = "pass" },
		) },
		.status	= PASS,
		.says	= "",
	},
};

LIARS(steps, liars, 10000);
