/* SPDX-License-Identifier: GPL-2.0-only */
/* A burst on a lab that does not exist, as it is promised: every frame is where it
 * should be, every event fired, and all counters agree. Tests break it somewhere.
 */
#ifndef XDPCHECK_TEST_FAKE_H
#define XDPCHECK_TEST_FAKE_H

#include <string.h>
#include "../suite.h"
#include "../trial.h"
#include "xdp.skel.h"

#define DUT 1			/* lo: an ifindex that has a name everywhere */
#define PORT(to) (0x7fffff00 + (to))	/* ifindexes that nobody has */
#define PROG 70			/* program ids */
#define ENTRY_PROG 71
#define FAR_CPU 3
#define LOST 5			/* frames that a lossy row loses */

struct fake {
	struct lab lab;
	struct xdp skel;
	struct xdp__bss bss;
	struct instance in;
	struct trial trial;
	struct result res;
};

static inline bool fake_uses(const struct fake *fake, const char *prog)
{
	return fake->in.row->prog && !strcmp(fake->in.row->prog, prog);
}

static inline void fake_lab(struct fake *fake)
{
	struct lab *lab = &fake->lab;

	lab->traits = traits_of("veth");
	lab->dut = (struct port){ "dut0", DUT, { 2, 1, 2, 3, 4, 5 } };
	for (enum to to = TO_NONE + 1; to < TOS; to++)
		lab->ports[to].ifindex = PORT(to);
	lab->ports[TO_INGRESS] = lab->dut;
	lab->cpu = 1;
	lab->far_cpu = FAR_CPU;
	lab->queue = fake->in.row->condition == COND_TWO_QUEUES;
	lab->prog.skel = &fake->skel;
	lab->prog.id = PROG;
	lab->prog.entry_id = fake->in.row->entry_prog ? ENTRY_PROG : 0;
	lab->xsk_open = fake->in.row->xsk;
	fake->skel.bss = &fake->bss;
}

/* As traffic.c sends them. */
static inline void fake_fences(struct fake *fake)
{
	const struct xcase *row = fake->in.row;
	const struct {
		enum steer steer;
		bool sent;
	} all[] = {
		{ FENCE_STACK, true },
		{ FENCE_PEER, fake->trial.prog_id ? row->condition != COND_DEAF_PEER :
						    fake->in.way == WAY_OUT },
		{ FENCE_TARGET, fake->trial.prog_id },
		{ FENCE_SECOND, fake->trial.prog_id && row->broadcast },
		{ FENCE_CPU, fake_uses(fake, "cpumap") },
		{ FENCE_XSK, row->xsk == XSK_BOUND || row->xsk == XSK_SMALL_RING ||
			     row->xsk == XSK_SMALL_CHUNK },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i].sent)
			fake->trial.fences[fake->trial.fences_count++] = all[i].steer;
}

/* A second burst that says nothing of a verdict has no program any more. */
static inline void fake_trial(struct fake *fake, const struct expect *expect)
{
	const struct xcase *row = fake->in.row;
	bool detached = expect == &row->after && !expect->verdict && !expect->aborted;

	fake->trial = (struct trial){
		.in = &fake->in, .lab = &fake->lab, .expect = expect,
		.brief = {
			.row = row, .way = fake->in.way, .shape = fake->in.shape,
			.count = instance_frames(&fake->in), .run = 0xc0ffee,
			.mac = { 2, 1, 2, 3, 4, 5 }, .largest = 1800,
		},
		.ingress = DUT,
		.prog_id = row->prog && !detached ? PROG : 0,
		.sent = instance_frames(&fake->in),
	};
	fake_fences(fake);
}

static inline void fake_fate(struct fake *fake, unsigned seq)
{
	struct trial *trial = &fake->trial;
	const struct xcase *row = fake->in.row;
	struct frame sent;

	frame_build(&trial->brief, STEER_TEST, seq, &sent);
	fake->bss.fates[seq] = (struct fate){
		.runs = 1, .verdict = promise_frame(trial, seq).verdict, .len = sent.len,
		.helper = trial->expect->helper, .headroom = trial->expect->headroom,
		.ifindex = DUT, .queue = fake->lab.queue,
	};
	if (!row->entry_prog)
		return;
	fake->bss.fates[seq].extra_runs = 1;
	if (fake_uses(fake, "cpumap"))
		fake->bss.fates[seq].extra_cpu = FAR_CPU;
	else
		fake->bss.fates[seq].extra_ifindex = PORT(row->to);
}

static inline void fake_arrival(struct fake *fake, unsigned seq)
{
	struct trial *trial = &fake->trial;
	unsigned at = promise_frame(trial, seq).at;
	struct frame f;

	frame_promise(&trial->brief, seq, &f);
	for (enum place place = 0; place < PLACES; place++)
		if (at & SET(place) && place == AT_SOCKET)
			tally_payload(&trial->tallies[place], &trial->brief, f.data + UDP_PAYLOAD,
				      f.len - UDP_PAYLOAD);
		else if (at & SET(place))
			tally_frame(&trial->tallies[place], &trial->brief, f.data, f.len);
}

static inline void fake_counters(struct fake *fake)
{
	const struct expect *expect = fake->trial.expect;
	struct trial *trial = &fake->trial;
	unsigned lost = trial->sent - trial->tallies[AT_XSK].arrived;

	promise_facts(trial, &fake->lab.events.facts);
	if (expect->lossy)
		facts_add(&fake->lab.events.facts,
			  &(struct fact){ FACT_ENQUEUE_DROP, .value = FAR_CPU }, LOST);
	promise_counters(trial, trial->counted);
	trial->xsk.rx_dropped = expect->xsk.dropped * lost;
	trial->xsk.rx_ring_full = expect->xsk.ring_full * lost;
	trial->xsk.rx_fill_ring_empty_descs = expect->xsk.fill_empty * lost;
}

static inline void fake_warning(struct fake *fake)
{
	const struct xcase *row = fake->in.row;
	struct kmsg_window *log = &fake->trial.log;
	bool entry = row->entry_prog;

	if (!fake->trial.expect->log)
		return;
	log->verdicts = 1;
	snprintf(log->verdict, sizeof(log->verdict),
		 "%s XDP return value %u on prog %s (id %u) dev %s, expect packet loss!",
		 fake->trial.expect->log,
		 entry ? row->config.action : row_verdict(row, fake->trial.expect, 0),
		 entry ? row->entry_prog : row->prog, entry ? ENTRY_PROG : PROG,
		 entry || fake->in.way == WAY_LIVE ? "N/A" : "dut0");
}

/* The instance's first burst, or the second one with expect = &row->after. */
static inline void fake_perfect(struct fake *fake, const struct instance *in,
				const struct expect *expect)
{
	memset(fake, 0, sizeof(*fake));
	fake->in = *in;
	fake_lab(fake);
	fake_trial(fake, expect);
	for (unsigned seq = 0; seq < fake->trial.sent; seq++) {
		if (fake->trial.prog_id)
			fake_fate(fake, seq);
		if (!expect->lossy || seq + LOST < fake->trial.sent)
			fake_arrival(fake, seq);
	}
	fake_counters(fake);
	fake_warning(fake);
}

static inline const char *fake_verdict(struct fake *fake)
{
	fake->res = (struct result){ .status = PASS };
	verdict(&fake->trial, &fake->res);
	return fake->res.reason;
}

/* Every instance of every real row, between group setup and teardown. */
static struct suite suite;

static inline int fake_expand(void **state)
{
	(void)state;
	return suite_expand(&suite, &(struct selection){});
}

static inline int fake_release(void **state)
{
	(void)state;
	suite_free(&suite);
	return 0;
}

/* The burst of the instance with this name; after: its second one. */
static inline void fake_burst(struct fake *fake, const char *name, bool after)
{
	for (unsigned i = 0; i < suite.count; i++) {
		const struct instance *in = &suite.instances[i];

		if (strcmp(in->name, name))
			continue;
		fake_perfect(fake, in, after ? &in->row->after : &in->row->expect);
		return;
	}
	fail_msg("there is no instance %s", name);
}

/* All instances of the real rows that verdict() is for. */
static inline bool fake_judges(const struct instance *in)
{
	return !in->row->steps && in->way != WAY_TEST_RUN;
}

#endif
