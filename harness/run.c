/* SPDX-License-Identifier: GPL-2.0-only */
/* case_run(): what is done with a row, whatever it claims. Load, attach, send,
 * settle, compare, and undo all of it.
 */
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "load.h"
#include "run.h"
#include "steps.h"
#include "suite.h"
#include "testrun.h"
#include "traffic.h"

/* Is that what is promised, beside frames? */
static bool is_about_events(const struct expect *e)
{
	return e->exception || e->redirect_err || e->xmit_err || e->egress_drop || e->bulk_err ||
	       e->lossy;
}

static bool has_step_about_events(const struct xcase *row)
{
	static const bool about[STEP_OPS] = {
		[FORWARD] = true, [XMIT_AGREES] = true, [MEMORY_FREED] = true,
	};

	for (const struct step *step = row->steps; step && step->op; step++)
		if (about[step->op])
			return true;
	return false;
}

static unsigned caps_needed(const struct instance *in)
{
	static const unsigned of_way[WAYS] = {
		[WAY_LIVE] = SET(CAP_LIVE), [WAY_XSK] = SET(CAP_XSK), [WAY_XMIT] = SET(CAP_XMIT),
		[WAY_OUT] = SET(CAP_XSK),
	};
	const struct xcase *row = in->row;
	unsigned caps = row->needs;

	if (!row->steps)
		caps |= of_way[in->way];
	if (row->xsk)
		caps |= SET(CAP_XSK);
	if (row->config.flags & BPF_F_BROADCAST &&
	    (row_uses(row, "devmap") || row_uses(row, "devmap_hash")))
		caps |= SET(CAP_BROADCAST);
	if (row->condition == COND_TWO_QUEUES)
		caps |= SET(CAP_TWO_QUEUES);
	if (row->expect.log)
		caps |= SET(CAP_DEBUGFS);
	if (is_about_events(&row->expect) || has_step_about_events(row))
		caps |= SET(CAP_EVENTS);
	return caps;
}

static bool cannot_run(const struct instance *in, const struct lab *lab, struct result *res)
{
	unsigned caps = caps_needed(in) & ~lab->facts->caps;

	for (enum cap cap = 0; cap < CAPS; cap++)
		if (caps & SET(cap))
			skipped(res, "%s: %s", cap_names[cap], lab->facts->missing[cap]);
	return res->status == SKIP;
}

/* Test runs are said to have come in by the device where the kernel can be told so,
 * and by the loopback otherwise.
 */
static unsigned run_ifindex(const struct instance *in, const struct lab *lab)
{
	if (in->way != WAY_TEST_RUN || lab->facts->caps & SET(CAP_CONTEXT))
		return lab->dut.ifindex;
	return if_nametoindex("lo");
}

/* One burst, held against one promise. 0 or a fault. */
static int try(struct instance *in, struct lab *lab, const struct expect *expect)
{
	bool core = SET(in->way) & CORE_WAYS, xmit = in->way == WAY_XMIT;
	struct trial trial = {
		.in = in, .lab = lab, .expect = expect,
		.brief = {
			.row = in->row, .way = in->way, .shape = in->shape,
			.count = instance_frames(in), .run = random() & 0xffffff,
			.largest = core || xmit ? lab->facts->live_largest : lab->facts->largest,
		},
		.ingress = run_ifindex(in, lab),
		.prog_id = core || lab->prog.ifindex ? lab->prog.id : 0,
	};
	int err;

	memcpy(trial.brief.mac, lab->dut.mac, sizeof(trial.brief.mac));
	err = in->way == WAY_TEST_RUN ? testrun(&trial) : traffic(&trial);
	if (err)
		return err;
	traffic_note(&trial, &in->result.seen);
	if (in->way == WAY_TEST_RUN)
		verdict_of_program(&trial, &in->result);
	else
		verdict(&trial, &in->result);
	return 0;
}

static int bursts(struct instance *in, struct lab *lab)
{
	const struct xcase *row = in->row;
	int err;

	err = try(in, lab, &row->expect);
	if (err || !row->between || in->result.status != PASS)
		return err;
	err = row->between(lab, &in->result);
	return err || in->result.status != PASS ? err : try(in, lab, &row->after);
}

/* Attached, in the row's condition, with everything undone behind it. */
static int attached(struct instance *in, struct lab *lab)
{
	enum condition conditions[] = {
		in->row->condition,
		in->way == WAY_XMIT && in->mode == MODE_GENERIC ? COND_DUT_GRO : COND_NONE,
	};
	int err = 0, undo = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(conditions) && !err; i++)
		err = condition_enter(lab, conditions[i]);
	if (!in->row->prog)
		row_unload(lab);
	else if (!err)
		err = row_load(lab, in->row);
	in->result.got = in->mode;
	if (!err && in->row->prog && in->mode != MODE_CORE)
		err = row_attach(in, lab);
	if (!err && in->result.status == PASS)
		err = bursts(in, lab);
	if (prog_detach(&lab->prog) && !err) {
		broken(&in->result, "%s", fault_text());
		lab->dirty = true;
	}
	if (in->way == WAY_OUT)	/* its queue is wanted by others */
		sender_close(&lab->out);
	if (in->row->between)
		row_unload(lab);
	for (unsigned i = 0; i < ARRAY_SIZE(conditions) && !undo; i++)
		undo = condition_leave(lab, conditions[i]);
	return err ? err : undo;
}

void case_run(struct instance *in, struct lab *lab)
{
	struct result *res = &in->result;
	uint64_t begin = clock_us();
	int err;

	memset(res, 0, sizeof(*res));
	res->got = in->mode;
	if (cannot_run(in, lab, res))
		return;
	err = in->row->steps ? steps_run(in, lab) : attached(in, lab);
	if (err && res->status == FAIL)
		lab->dirty = true;	/* what broke first is what is said */
	else if (err)
		result_error(res);
	res->us = clock_us() - begin;
}
