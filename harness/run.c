/* SPDX-License-Identifier: GPL-2.0-only */
/* case_run(): what is done with a row, whatever it claims. Load, attach, send,
 * settle, compare, and undo all of it.
 */
#include <stdlib.h>
#include <string.h>
#include "caps.h"
#include "clock.h"
#include "kinds.h"
#include "load.h"
#include "run.h"
#include "steps.h"
#include "suite.h"
#include "testrun.h"
#include "traffic.h"

/* Test runs are said to have come in by the device where the kernel can be told so,
 * and by the loopback otherwise; a bond's native program runs on its slave.
 */
static unsigned run_ifindex(const struct instance *in, const struct lab *lab)
{
	if (in->way == WAY_TEST_RUN && !(lab->facts->caps & SET(CAP_CONTEXT)))
		return if_nametoindex("lo");
	return in->mode == MODE_NATIVE && lab->native_ifindex ? lab->native_ifindex :
								lab->dut.ifindex;
}

/* A driver may leave no room for metadata (xdp_set_data_meta_invalid()), and then has to
 * say so of every frame.
 */
static bool lacks_metadata(const struct trial *trial)
{
	enum { ENOTSUPP = 524 };	/* of the kernel alone */
	const struct fate *fates;

	if (!trial->brief.row->config.meta || trial->in->mode != MODE_NATIVE || !trial->sent)
		return false;
	fates = prog_fates(&trial->lab->prog);
	for (unsigned seq = 0; seq < trial->sent; seq++)
		if (fates[seq].helper != -ENOTSUPP)
			return false;
	return true;
}

/* One burst, held against one promise. 0 or a fault. */
static int try(struct instance *in, struct lab *lab, const struct expect *expect)
{
	bool core = SET(in->way) & CORE_WAYS;
	struct trial trial = {
		.in = in, .lab = lab, .expect = expect,
		.brief = lab_brief(lab, in),
		.ingress = run_ifindex(in, lab),
		.prog_id = core || lab->prog.ifindex ? lab->prog.id : 0,
	};
	int err;

	err = in->way == WAY_TEST_RUN ? testrun(&trial) : traffic(&trial);
	if (err)
		return err;
	traffic_note(&trial, &in->result.seen);
	if (lacks_metadata(&trial)) {
		skipped(&in->result, "the driver gives programs no metadata: "
			"bpf_xdp_adjust_meta() answers -ENOTSUPP");
		return 0;
	}
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
		in->way == WAY_XMIT && in->mode == MODE_GENERIC && lab->kind->pair ?
			COND_DUT_GRO : COND_NONE,
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
	if (row_detach(lab) && !err) {
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
	int err = 0;

	memset(res, 0, sizeof(*res));
	res->got = in->mode;
	if (caps_lack(in, lab, res))
		return;
	if (in->row->steps || in->mode != MODE_NATIVE || !in->row->prog)
		err = unpark(lab);
	if (!err)
		err = in->row->steps ? steps_run(in, lab) : attached(in, lab);
	if (err && res->status == FAIL)
		lab->dirty = true;	/* what broke first is what is said */
	else if (err)
		result_error(res);
	res->us = clock_us() - begin;
}
