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
#include "traffic.h"
#include "words.h"

void (*run_tamper)(struct trial *trial);

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
	if (row->condition == COND_TWO_QUEUES)
		caps |= SET(CAP_TWO_QUEUES);
	if (row->expect.log)
		caps |= SET(CAP_DEBUGFS);
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
		.prog_id = core || lab->prog.ifindex ? lab->prog.id : 0,
	};
	int err;

	memcpy(trial.brief.mac, lab->dut.mac, sizeof(trial.brief.mac));
	err = traffic(&trial);
	if (err)
		return err;
	if (run_tamper)
		run_tamper(&trial);
	traffic_note(&trial, &in->result.seen);
	verdict(&trial, &in->result);
	return 0;
}

/* BPF_PROG_TEST_RUN has no places: verdict and bytes come back by themselves. */
static int dry_run(struct instance *in, struct lab *lab)
{
	struct brief brief = {
		.row = in->row, .way = in->way, .shape = in->shape, .count = instance_frames(in),
		.run = random() & 0xffffff, .largest = lab->facts->live_largest,
	};
	struct result *res = &in->result;
	char how[64], got[32], want[32];
	struct frame sent, due, out;

	memcpy(brief.mac, lab->dut.mac, sizeof(brief.mac));
	prog_start(&lab->prog, brief.run);
	for (unsigned seq = 0; seq < brief.count && res->status == PASS; seq++) {
		struct test_run run = {
			.in = sent.data, .out = out.data, .out_len = sizeof(out.data),
			.ifindex = lab->dut.ifindex,
		};
		uint32_t due_verdict = row_verdict(in->row, &in->row->expect, seq);
		int err;

		frame_build(&brief, frame_steer(&brief, seq), seq, &sent);
		frame_promise(&brief, seq, &due);
		run.in_len = sent.len;
		err = prog_test_run(lab->prog.fd, &run);
		if (err)
			return fault(err, "run the program on %u bytes", sent.len);
		res->seen.sent++;
		res->seen.ran += prog_fates(&lab->prog)[seq].runs;
		if (run.verdict != due_verdict)
			broken(res, "BPF_PROG_TEST_RUN returned %s for frame %u, not %s",
			       verdict_word(run.verdict, got, sizeof(got)), seq + 1,
			       verdict_word(due_verdict, want, sizeof(want)));
		if (frame_differs(due.data, due.len, out.data + run.meta_len,
				  run.out_len - run.meta_len, how, sizeof(how)))
			broken(res, "BPF_PROG_TEST_RUN gave frame %u back damaged: %s", seq + 1, how);
		if (prog_fates(&lab->prog)[seq].helper != in->row->expect.helper)
			broken(res, "the adjust helper returned %s, not %s",
			       errno_word(prog_fates(&lab->prog)[seq].helper, got, sizeof(got)),
			       errno_word(in->row->expect.helper, want, sizeof(want)));
	}
	return 0;
}

static int bursts(struct instance *in, struct lab *lab)
{
	const struct xcase *row = in->row;
	int err;

	err = try(in, lab, &row->expect);
	if (err || !row->between || in->result.status != PASS)
		return err;
	err = row->between(lab);
	return err ? err : try(in, lab, &row->after);
}

/* Attached, in the row's condition, with everything undone behind it. */
static int attached(struct instance *in, struct lab *lab)
{
	enum condition conditions[] = {
		in->row->condition,
		in->way == WAY_XMIT && in->mode == MODE_GENERIC ? COND_DUT_GRO : COND_NONE,
	};
	int err = 0, undo;

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
		err = in->way == WAY_TEST_RUN ? dry_run(in, lab) : bursts(in, lab);
	undo = prog_detach(&lab->prog);
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
	if (err)
		result_error(res);
	res->us = clock_us() - begin;
}

