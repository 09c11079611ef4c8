/* SPDX-License-Identifier: GPL-2.0-only */
/* What rows promise, spelled out by hand for one instance of each kind: places and
 * verdict of single frames, and all events and counters of a burst of 16.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "fake.h"

static struct fake fake;

#define SOCKET SET(AT_SOCKET)

static void test_frames(void **state)
{
	static const struct {
		const char *instance;
		unsigned seq, at;
		uint32_t verdict;
		const char *events;	/* exception, redirect, redirect error */
		bool after;
	} cases[] = {
		{ "pass.intact/native/packet/tiny/16", 0, STACK, XDP_PASS, "---" },
		{ "pass.intact/native/packet/udp/16", 0, STACK | SOCKET, XDP_PASS, "---" },
		{ "pass.unmasked/native/packet/masked/16", 0, STACK | SOCKET, XDP_PASS, "---" },
		{ "pass.after-detach/native/packet/udp/16", 0, 0, XDP_DROP, "---" },
		{ "pass.after-detach/native/packet/udp/16", 0, STACK | SOCKET, XDP_DROP, "---",
		  true },
		{ "drop.silent/core/live/udp/16", 9, 0, XDP_DROP, "---" },
		{ "drop.replaced-by-pass/native/packet/tiny/16", 0, 0, XDP_DROP, "---" },
		{ "drop.replaced-by-pass/native/packet/tiny/16", 0, STACK, XDP_PASS, "---", true },
		{ "aborted.exception/generic/xsk/tiny/16", 0, 0, XDP_ABORTED, "x--" },
		{ "unknown.max/native/packet/tiny/16", 0, 0, 0xffffffff, "x--" },
		{ "unknown.5-test-run/core/test_run/tiny/16", 0, 0, 5, "---" },
		{ "tx.rewritten/native/packet/udp/16", 0, PEER, XDP_TX, "---" },
		{ "redirect.ifindex/native/packet/udp/16", 15, TARGET, XDP_REDIRECT, "-r-" },
		{ "redirect.hairpin/native/packet/tiny/16", 0, PEER, XDP_REDIRECT, "-r-" },
		{ "redirect.bad-flags/native/packet/tiny/16", 0, 0, XDP_ABORTED, "x--" },
		{ "redirect.down/native/packet/tiny/16", 0, 0, XDP_REDIRECT, "--e" },
		{ "devmap.miss-tx/native/packet/tiny/16", 0, PEER, XDP_TX, "---" },
		{ "devmap.miss-pass/generic/packet/tiny/16", 0, STACK, XDP_PASS, "---" },
		{ "devmap.egress-tx/native/packet/tiny/16", 0, 0, XDP_REDIRECT, "xr-" },
		{ "devmap.broadcast/native/packet/udp/16", 0, PEER | TARGET | SECOND, XDP_REDIRECT,
		  "-r-" },
		{ "cpumap.stack/native/packet/udp/16", 0, STACK | SOCKET, XDP_REDIRECT, "-r-" },
		{ "xsk.receive/native/packet/udp/16", 0, SET(AT_XSK), XDP_REDIRECT, "-r-" },
		/* only so many fit */
		{ "xsk.full-ring/native/packet/tiny/16", 7, SET(AT_XSK), XDP_REDIRECT, "-r-" },
		{ "xsk.full-ring/native/packet/tiny/16", 8, 0, XDP_REDIRECT, "--e" },
		/* in turn */
		{ "mix.in-turn/native/packet/udp/16", 0, 0, XDP_ABORTED, "x--" },
		{ "mix.in-turn/native/packet/udp/16", 6, 0, XDP_DROP, "---" },
		{ "mix.in-turn/native/packet/udp/16", 12, STACK | SOCKET, XDP_PASS, "---" },
		{ "mix.in-turn/native/packet/udp/16", 3, PEER, XDP_TX, "---" },
		{ "mix.in-turn/native/packet/udp/16", 4, TARGET, XDP_REDIRECT, "-r-" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		struct promise p;
		char events[4];

		fake_burst(&fake, cases[i].instance, cases[i].after);
		p = promise_frame(&fake.trial, cases[i].seq);
		snprintf(events, sizeof(events), "%c%c%c", p.exception ? 'x' : '-',
			 p.redirect ? 'r' : '-', p.redirect_err ? 'e' : '-');
		if (p.at != cases[i].at || p.verdict != cases[i].verdict ||
		    strcmp(events, cases[i].events))
			fail_msg("%s, frame %u: at %#x, %u, %s", cases[i].instance, cases[i].seq,
				 p.at, p.verdict, events);
	}
}

/* What the stack gets reaches the socket only as IPv4 that is for this host. */
static void test_socket(void **state)
{
	static const struct {
		enum shape shape;
		unsigned edits;
		bool reaches;
	} cases[] = {
		{ SHAPE_UDP, 0, true },
		{ SHAPE_UDP, EDIT_FLIP, true },
		{ SHAPE_UDP, EDIT_SWAP_MAC, false },
		{ SHAPE_TINY, EDIT_TO_HOST | EDIT_TO_IPV4, false },
		{ SHAPE_MASKED, 0, false },
		{ SHAPE_MASKED, EDIT_TO_HOST, false },
		{ SHAPE_MASKED, EDIT_TO_IPV4, false },
		{ SHAPE_MASKED, EDIT_TO_HOST | EDIT_TO_IPV4, true },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct xcase row = {
			.prog = "pass", .config = { .edits = cases[i].edits },
			.expect = { .at = STACK },
		};
		const struct instance in = { .row = &row, .shape = cases[i].shape };

		fake_perfect(&fake, &in, &row.expect);
		assert_int_equal(promise_frame(&fake.trial, 0).at,
				 cases[i].reaches ? STACK | SOCKET : STACK);
	}
}

#define TO(port) DUT, PORT(TO_##port)
/* What the fences of most bursts do: one to the peer, one to the target. */
#define FENCED { FACT_REDIRECT, TO(TARGET), 0, PROG, 1 }
#define SENT { FACT_XMIT_SENT, TO(TARGET), .n = 1 }
#define BOUNCED { FACT_BULK_SENT, DUT, .n = 1 }
#define CPU .value = FAR_CPU

/* Live frames are sent back as a redirect. */
#define LIVE_FENCES FENCED, SENT, { FACT_REDIRECT, DUT, DUT, 0, PROG, 1 }, \
		    { FACT_XMIT_SENT, DUT, DUT, .n = 1 }

static const struct {
	const char *instance;
	struct fact facts[9];
	bool counted;
	uint64_t counts[COUNTS];	/* in the order of enum count */
	bool after;
} bursts[] = {
	{ "pass.no-program/native/packet/tiny/16" },
	{ "pass.after-detach/native/packet/tiny/16", .after = true },
	{ "pass.intact/native/packet/tiny/16", { BOUNCED, FENCED, SENT },
	  true, { 19, 0, 1, 0, 1, 0, 19, 1 } },
	{ "pass.intact/generic/packet/tiny/16", { FENCED } },
	{ "pass.intact/core/live/tiny/16", { LIVE_FENCES } },
	{ "aborted.live/core/live/tiny/16", { LIVE_FENCES } },
	{ "drop.silent/native/packet/tiny/1", { BOUNCED, FENCED, SENT },
	  true, { 4, 1, 1, 0, 1, 0, 4, 1 } },
	{ "drop.replaced-by-pass/native/packet/tiny/16", { BOUNCED, FENCED, SENT }, true,
	  { 19, 0, 1, 0, 1, 0, 19, 1 }, .after = true },
	{ "unknown.42/native/packet/tiny/16",
	  { { FACT_EXCEPTION, DUT, 0, 42, PROG, 16 }, BOUNCED, FENCED, SENT },
	  true, { 19, 16, 1, 0, 1, 0, 19, 1 } },
	{ "unknown.42/generic/packet/tiny/16",
	  { { FACT_EXCEPTION, DUT, 0, 42, PROG, 16 }, FENCED } },
	{ "tx.bounce/native/packet/tiny/16",
	  { { FACT_BULK_SENT, DUT, .n = 17 }, FENCED, SENT },
	  true, { 19, 0, 17, 0, 1, 0, 19, 17 } },
	{ "tx.bounce/core/live/tiny/16",
	  { { FACT_REDIRECT, DUT, DUT, 0, PROG, 17 }, { FACT_XMIT_SENT, DUT, DUT, .n = 17 },
	    FENCED, SENT } },
	{ "tx.no-napi/native/packet/tiny/16",	/* no fence can be sent back */
	  { { FACT_BULK_DROP, DUT, .value = -ENXIO, .n = 16 }, FENCED, SENT },
	  true, { 18, 0, 0, 16, 1, 0, 18, 1 } },
	{ "mix.in-turn/native/packet/tiny/16",
	  { { FACT_EXCEPTION, DUT, 0, XDP_ABORTED, PROG, 4 }, { FACT_BULK_SENT, DUT, .n = 4 },
	    { FACT_REDIRECT, TO(TARGET), 0, PROG, 4 }, { FACT_XMIT_SENT, TO(TARGET), .n = 4 } },
	  true, { 19, 7, 4, 0, 4, 0, 19, 4 } },
	{ "redirect.ifindex/native/packet/tiny/16",
	  { { FACT_REDIRECT, TO(TARGET), 0, PROG, 17 }, { FACT_XMIT_SENT, TO(TARGET), .n = 17 },
	    BOUNCED }, true, { 19, 0, 1, 0, 17, 0, 19, 1 } },
	{ "redirect.ifindex/generic/packet/tiny/16",
	  { { FACT_REDIRECT, TO(TARGET), 0, PROG, 17 } } },
	{ "redirect.hairpin/native/packet/tiny/16",
	  { { FACT_REDIRECT, DUT, DUT, 0, PROG, 16 }, { FACT_XMIT_SENT, DUT, DUT, .n = 16 },
	    BOUNCED, FENCED, SENT }, true, { 19, 0, 1, 0, 17, 0, 19, 17 } },
	{ "redirect.down/native/packet/tiny/16",
	  { { FACT_REDIRECT_ERR, TO(DOWN), -ENETDOWN, PROG, 16 }, BOUNCED, FENCED, SENT },
	  true, { 19, 0, 1, 0, 1, 16, 19, 1 } },
	{ "redirect.no-helper/generic/packet/tiny/16",
	  { { FACT_REDIRECT_ERR, DUT, 0, -EBADRQC, PROG, 16 }, FENCED } },
	{ "redirect.deaf-refused/native/packet/tiny/16",
	  { { FACT_REDIRECT, TO(DEAF), 0, PROG, 16 }, { FACT_XMIT_DROP, TO(DEAF), -ENXIO, .n = 16 },
	    BOUNCED, FENCED, SENT }, true, { 19, 0, 1, 0, 17, 0, 19, 1 } },
	{ "devmap.broadcast/native/packet/tiny/16",
	  { { FACT_REDIRECT, DUT, 0, 0, PROG, 16 }, { FACT_XMIT_SENT, DUT, DUT, .n = 16 },
	    { FACT_XMIT_SENT, TO(TARGET), .n = 17 }, { FACT_XMIT_SENT, TO(SECOND), .n = 17 },
	    { FACT_REDIRECT, TO(SECOND), 0, PROG, 1 }, FENCED, BOUNCED },
	  true, { 20, 0, 1, 0, 18, 0, 20, 17 } },
	{ "devmap.broadcast-nobody/native/packet/tiny/16",
	  { { FACT_REDIRECT, DUT, 0, 0, PROG, 16 }, BOUNCED, FENCED, SENT },
	  true, { 19, 0, 1, 0, 17, 0, 19, 1 } },
	{ "devmap.egress-drop/native/packet/tiny/16",
	  { { FACT_REDIRECT, TO(TARGET), 0, PROG, 17 }, { FACT_XMIT_DROP, TO(TARGET), .n = 16 },
	    SENT, BOUNCED }, true, { 19, 0, 1, 0, 17, 0, 19, 1 } },
	{ "devmap.egress-tx/native/packet/tiny/16",
	  { { FACT_EXCEPTION, PORT(TO_TARGET), 0, XDP_TX, ENTRY_PROG, 16 },
	    { FACT_REDIRECT, TO(TARGET), 0, PROG, 17 }, { FACT_XMIT_DROP, TO(TARGET), .n = 16 },
	    SENT, BOUNCED }, true, { 19, 0, 1, 0, 17, 0, 19, 1 } },
	{ "cpumap.stack/native/packet/tiny/16",		/* and one fence more */
	  { { FACT_REDIRECT, DUT, 0, 0, PROG, 17 }, { FACT_ENQUEUED, CPU, .n = 17 },
	    { FACT_ON_CPU, CPU, .n = 17 }, BOUNCED, FENCED, SENT },
	  true, { 20, 0, 1, 0, 18, 0, 20, 1 } },
	{ "cpumap.program-drop/generic/packet/tiny/16",
	  { { FACT_REDIRECT, DUT, 0, 0, PROG, 17 }, { FACT_ENQUEUED, CPU, .n = 17 },
	    { FACT_ON_CPU, CPU, .n = 17 }, { FACT_CPU_DROP, CPU, .n = 16 },
	    { FACT_CPU_PASS, CPU, .n = 1 },
	    FENCED } },
	{ "cpumap.program-redirect/native/packet/tiny/16",
	  { { FACT_REDIRECT, DUT, 0, 0, PROG, 17 }, { FACT_ENQUEUED, CPU, .n = 17 },
	    { FACT_ON_CPU, CPU, .n = 17 }, { FACT_CPU_REDIRECT, CPU, .n = 17 },
	    { FACT_REDIRECT, TO(TARGET), 0, ENTRY_PROG, 17 },
	    { FACT_XMIT_SENT, TO(TARGET), .n = 18 }, BOUNCED, FENCED },
	  true, { 20, 0, 1, 0, 18, 0, 20, 1 } },
	{ "xsk.full-ring/native/packet/tiny/16",
	  { { FACT_REDIRECT, DUT, 0, 0, PROG, 9 }, { FACT_REDIRECT_ERR, DUT, 0, -ENOBUFS, PROG, 8 },
	    BOUNCED, FENCED, SENT }, true, { 20, 0, 1, 0, 10, 8, 20, 1 } },
};

static void test_bursts(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(bursts); i++) {
		const struct fact *fact = bursts[i].facts;
		uint64_t counts[COUNTS];
		struct facts facts;

		fake_burst(&fake, bursts[i].instance, bursts[i].after);
		promise_facts(&fake.trial, &facts);
		assert_false(facts.full);
		for (; fact->n; fact++)
			if (facts_count(&facts, fact) != fact->n)
				fail_msg("%s, fact %zu: %u, not %u", bursts[i].instance,
					 fact - bursts[i].facts, facts_count(&facts, fact),
					 fact->n);
		assert_int_equal(facts.count, fact - bursts[i].facts);
		promise_counters(&fake.trial, counts);
		for (unsigned k = 0; bursts[i].counted && k < COUNTS; k++)
			if (counts[k] != bursts[i].counts[k])
				fail_msg("%s, counter %u: %u, not %u", bursts[i].instance, k,
					 (unsigned)counts[k], (unsigned)bursts[i].counts[k]);
	}
}

/* Only what was sent is promised, and a driver that nothing is known of has no
 * tracepoint for XDP_TX.
 */
static void test_unsent(void **state)
{
	struct facts facts;

	(void)state;
	fake_burst(&fake, "tx.bounce/native/packet/tiny/16", false);
	fake.trial.sent = 3;
	promise_facts(&fake.trial, &facts);
	assert_int_equal(facts_sum(&facts, FACT_BULK_SENT), 4);
	fake.lab.traits = traits_of("nobody");
	promise_facts(&fake.trial, &facts);
	assert_int_equal(facts_sum(&facts, FACT_BULK_SENT), 0);
	fake.trial.sent = fake.trial.fences_count = 0;
	promise_facts(&fake.trial, &facts);
	assert_int_equal(facts.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_socket),
		cmocka_unit_test(test_bursts),
		cmocka_unit_test(test_unsent),
	};

	return cmocka_run_group_tests(tests, fake_expand, fake_release);
}
