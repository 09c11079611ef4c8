/* SPDX-License-Identifier: GPL-2.0-only */
/* What a row's claim means for each single frame, and the laws that follow for
 * tracepoints and counters in each mode: a redirect through a devmap is followed
 * by exactly one place in an xdp_devmap_xmit, but not in generic mode, and so on.
 */
#include <string.h>
#include "trial.h"

int trial_ifindex(const struct trial *trial)
{
	const struct lab *lab = trial->lab;

	return trial->in->mode == MODE_NATIVE && lab->native_ifindex ? lab->native_ifindex :
								       lab->dut.ifindex;
}

uint32_t row_verdict(const struct xcase *row, const struct expect *expect, unsigned seq)
{
	static const struct { const char *prog; uint32_t verdict; } own[] = {
		{ "pass", XDP_PASS }, { "drop", XDP_DROP }, { "aborted", XDP_ABORTED },
		{ "tx", XDP_TX }, { "measure", XDP_DROP },
	};

	if (row->mix)
		return seq % MIX_VERDICTS;
	if (expect->verdict || expect->aborted)
		return expect->verdict;
	if (row->prog && !strcmp(row->prog, "unknown"))
		return row->config.action;
	for (unsigned i = 0; row->prog && i < ARRAY_SIZE(own); i++)
		if (!strcmp(row->prog, own[i].prog))
			return own[i].verdict;
	return XDP_REDIRECT;
}

static struct promise promise_mixed(uint32_t verdict)
{
	static const unsigned at[MIX_VERDICTS] = {
		[XDP_PASS] = STACK, [XDP_TX] = PEER, [XDP_REDIRECT] = TARGET,
	};

	return (struct promise){
		.at = at[verdict], .verdict = verdict,
		.exception = verdict == XDP_ABORTED, .redirect = verdict == XDP_REDIRECT,
	};
}

/* A UDP socket gets what the stack gets, if it is IPv4 for this host. */
static bool reaches_socket(const struct trial *trial)
{
	const unsigned unmask = EDIT_TO_HOST | EDIT_TO_IPV4;
	unsigned edits = trial->brief.row->config.edits;

	if (trial->brief.shape == SHAPE_MASKED)
		return (edits & unmask) == unmask;
	return trial->brief.shape == SHAPE_UDP && !(edits & EDIT_SWAP_MAC);
}

struct promise promise_frame(const struct trial *trial, unsigned seq)
{
	const struct xcase *row = trial->brief.row;
	const struct expect *expect = trial->expect;
	struct promise p = {
		.at = expect->at,
		.verdict = row_verdict(row, expect, seq),
		.exception = expect->exception,
		.redirect = expect->redirect || expect->redirect_map,
		.redirect_err = expect->redirect_err,
	};

	if (row->mix)
		p = promise_mixed(p.verdict);
	if (expect->capacity) {
		p.redirect_err = seq >= expect->capacity;
		p.redirect = !p.redirect_err;
		if (p.redirect_err)
			p.at = 0;
	}
	if (p.at & STACK && reaches_socket(trial))
		p.at |= SET(AT_SOCKET);
	return p;
}

static void add(struct facts *facts, enum fact_kind kind, const struct trial *trial, unsigned to,
		int64_t value)
{
	bool names_prog = kind <= FACT_REDIRECT_ERR;
	bool names_device = kind < FACT_ENQUEUED;
	struct fact fact = {
		.kind = kind, .to = to, .value = value,
		.ifindex = names_device ? trial_ifindex(trial) : 0,
		.prog_id = names_prog ? trial->prog_id : 0,
	};

	facts_add(facts, &fact, 1);
}

/* A frame that was handed to a port: generic mode asks its qdisc-less transmit
 * function, all others its ndo_xdp_xmit, in bulk.
 */
static void add_xmit(struct facts *facts, const struct trial *trial, unsigned to, int err,
		     bool drop)
{
	if (trial->in->mode == MODE_GENERIC)
		return;
	if (err || drop)
		add(facts, FACT_XMIT_DROP, trial, to, err);
	else
		add(facts, FACT_XMIT_SENT, trial, to, 0);
}

static void add_tx(struct facts *facts, const struct trial *trial, bool fails)
{
	int ifindex = trial->lab->dut.ifindex;

	if (trial->in->way == WAY_LIVE) {	/* a redirect to where it came from */
		add(facts, FACT_REDIRECT, trial, ifindex, 0);
		add_xmit(facts, trial, ifindex, 0, false);
	} else if (trial->in->mode == MODE_NATIVE && trial->lab->traits->bulk_tx) {
		add(facts, fails ? FACT_BULK_DROP : FACT_BULK_SENT, trial, 0, fails ? -ENXIO : 0);
	}
}

static bool is_cpumap(const struct xcase *row)
{
	return row->prog && !strcmp(row->prog, "cpumap");
}

/* By the program in a cpumap's entry, in its own name. */
static void add_entry_redirect(struct facts *facts, const struct trial *trial)
{
	struct fact fact = {
		.kind = FACT_REDIRECT,
		.ifindex = trial_ifindex(trial),
		.to = trial->lab->ports[TO_TARGET].ifindex,
		.prog_id = trial->lab->prog.entry_id,
	};

	facts_add(facts, &fact, 1);
	add_xmit(facts, trial, fact.to, 0, false);
}

/* Through the cpumap. A fence is passed on by the entry's program, unless that
 * redirects, and its frames have to be followed.
 */
static void add_cpumap(struct facts *facts, const struct trial *trial, bool fence)
{
	static const enum fact_kind kinds[] = {
		[XDP_ABORTED] = FACT_CPU_DROP, [XDP_DROP] = FACT_CPU_DROP,
		[XDP_PASS] = FACT_CPU_PASS, [XDP_TX] = FACT_CPU_DROP,
		[XDP_REDIRECT] = FACT_CPU_REDIRECT,
	};
	uint32_t verdict = trial->brief.row->config.action;
	int cpu = trial->lab->far_cpu;

	if (fence && verdict != XDP_REDIRECT)
		verdict = XDP_PASS;
	add(facts, FACT_ENQUEUED, trial, 0, cpu);
	add(facts, FACT_ON_CPU, trial, 0, cpu);
	if (!trial->brief.row->entry_prog)
		return;
	add(facts, verdict < ARRAY_SIZE(kinds) ? kinds[verdict] : FACT_CPU_DROP, trial, 0, cpu);
	if (verdict == XDP_REDIRECT)
		add_entry_redirect(facts, trial);
}

static void add_redirect(struct facts *facts, const struct trial *trial)
{
	const struct expect *expect = trial->expect;
	const struct xcase *row = trial->brief.row;
	const struct port *ports = trial->lab->ports;
	unsigned to = ports[row->mix ? TO_TARGET : expect->redirect].ifindex;

	if (row->broadcast) {
		add(facts, FACT_REDIRECT, trial, 0, 0);
		for (enum place p = AT_PEER; p <= AT_SECOND; p++) {
			static const enum to to_of[PLACES] = {
				[AT_PEER] = TO_INGRESS, [AT_TARGET] = TO_TARGET,
				[AT_SECOND] = TO_SECOND,
			};

			if (expect->at & SET(p))
				add_xmit(facts, trial, ports[to_of[p]].ifindex, 0, false);
		}
		return;
	}
	add(facts, FACT_REDIRECT, trial, to, 0);
	if (is_cpumap(row))
		add_cpumap(facts, trial, false);
	if (to)
		add_xmit(facts, trial, to, expect->xmit_err, expect->egress_drop);
}

/* By the program in a map's entry, or by the program under test. */
static void add_exception(struct facts *facts, const struct trial *trial, uint32_t verdict)
{
	const struct expect *expect = trial->expect;
	struct fact fact = {
		.kind = FACT_EXCEPTION,
		.ifindex = trial_ifindex(trial),
		.value = verdict,
		.prog_id = trial->prog_id,
	};

	if (trial->brief.row->entry_prog) {
		fact.value = trial->brief.row->config.action;
		fact.prog_id = trial->lab->prog.entry_id;
	}
	if (expect->exception_on)
		fact.ifindex = trial->lab->ports[expect->exception_on].ifindex;
	facts_add(facts, &fact, 1);
}

static void add_frame(struct facts *facts, const struct trial *trial, unsigned seq)
{
	const struct expect *expect = trial->expect;
	struct promise p = promise_frame(trial, seq);

	if (p.exception)
		add_exception(facts, trial, p.verdict);
	if (p.redirect_err)
		add(facts, FACT_REDIRECT_ERR, trial, trial->brief.row->broadcast ? 0 :
		    trial->lab->ports[trial->brief.row->to].ifindex, expect->redirect_err);
	if (p.redirect)
		add_redirect(facts, trial);
	if (p.verdict == XDP_TX)
		add_tx(facts, trial, expect->bulk_err);
}

static void add_fence(struct facts *facts, const struct trial *trial, enum steer steer)
{
	const struct port *ports = trial->lab->ports;
	unsigned to;

	switch (steer) {
	case FENCE_PEER:
		add_tx(facts, trial, false);
		break;
	case FENCE_TARGET:
	case FENCE_SECOND:
		to = ports[steer == FENCE_TARGET ? TO_TARGET : TO_SECOND].ifindex;
		add(facts, FACT_REDIRECT, trial, to, 0);
		add_xmit(facts, trial, to, 0, false);
		break;
	case FENCE_XSK:
		add(facts, FACT_REDIRECT, trial, 0, 0);
		break;
	case FENCE_CPU:
		add(facts, FACT_REDIRECT, trial, 0, 0);
		add_cpumap(facts, trial, true);
		break;
	case STEER_TEST:
	case FENCE_STACK:
	case STEER_MIX:
	case STEERS:
		break;
	}
}

void promise_facts(const struct trial *trial, struct facts *facts)
{
	memset(facts, 0, sizeof(*facts));
	if (!trial->prog_id)
		return;
	for (unsigned seq = 0; seq < trial->sent; seq++)
		add_frame(facts, trial, seq);
	for (unsigned i = 0; i < trial->fences_count; i++)
		add_fence(facts, trial, trial->fences[i]);
}

static void count_fence(const struct trial *trial, enum steer fence, uint64_t counts[COUNTS])
{
	bool out = fence == FENCE_PEER && trial->in->way == WAY_OUT;

	counts[COUNT_LINK_TX] += fence == FENCE_PEER;
	if (out)
		return;
	counts[COUNT_ALL]++;
	counts[COUNT_LINK_RX]++;
	if (fence == FENCE_PEER)
		counts[COUNT_TX]++;
	else if (fence != FENCE_STACK)
		counts[COUNT_REDIRECT]++;
}

void promise_counters(const struct trial *trial, uint64_t counts[COUNTS])
{
	memset(counts, 0, COUNTS * sizeof(*counts));
	for (unsigned seq = 0; seq < trial->sent; seq++) {
		struct promise p = promise_frame(trial, seq);

		counts[COUNT_ALL]++;
		counts[COUNT_LINK_RX] += trial->in->way != WAY_OUT;
		counts[COUNT_LINK_TX] += !!(p.at & PEER);
		if (p.verdict == XDP_TX)
			counts[trial->expect->bulk_err ? COUNT_TX_ERROR : COUNT_TX]++;
		else if (p.verdict == XDP_REDIRECT)
			counts[p.redirect_err ? COUNT_REDIRECT_ERROR : COUNT_REDIRECT]++;
		else if (p.verdict != XDP_PASS)
			counts[COUNT_DROP]++;
	}
	for (unsigned i = 0; i < trial->fences_count; i++)
		count_fence(trial, trial->fences[i], counts);
	/* the fence that the device itself sends, see fence_directly() */
	counts[COUNT_LINK_TX] += trial->brief.row->condition == COND_DEAF_PEER;
}
