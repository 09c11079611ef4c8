/* SPDX-License-Identifier: GPL-2.0-only */
/* The law, on every real row: what is promised passes, and whatever is missing or
 * too much, in one single place, fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "fake.h"

static struct fake fake, perfect;
static unsigned judged;

static void test_perfect(void **state)
{
	(void)state;
	for (unsigned i = 0; i < suite.count; i++) {
		const struct instance *in = &suite.instances[i];
		const struct expect *bursts[] = { &in->row->expect, &in->row->after };

		for (unsigned k = 0; fake_judges(in) && k <= !!in->row->between; k++) {
			fake_perfect(&fake, in, bursts[k]);
			fake_verdict(&fake);
			if (fake.res.status != PASS)
				fail_msg("%s: %s", in->name, fake.res.reason);
			assert_string_equal(fake.res.reason, "");
		}
	}
}

/* Fails, for this reason; then all is well again. */
static void expect_broken(const char *what, const char *reason)
{
	fake_verdict(&fake);
	if (fake.res.status != FAIL || !strstr(fake.res.reason, reason))
		fail_msg("%s, %s: '%s'", fake.in.name, what, fake.res.reason);
	fake = perfect;
	judged++;
}

static void flip_seen(struct tally *tally, unsigned seq)
{
	tally->arrived += tally_saw(tally, seq) ? -1 : 1;
	tally->seen[seq / 8] ^= 1 << seq % 8;
}

static void break_places(void)
{
	bool lossy = fake.trial.expect->lossy;

	for (enum place at = 0; at < PLACES; at++) {
		struct tally *tally = &fake.trial.tallies[at];
		bool came = tally_saw(tally, 0);

		flip_seen(tally, 0);
		expect_broken("one frame", !came ? "frame 1 of" : lossy ? "counted as drops" :
							       "never came to");
		tally->dups = 1;
		expect_broken("a duplicate", "1 frame came to");
		tally->damaged = 1;
		expect_broken("damage", "1 frame came to");
		tally->reordered = 1;
		expect_broken("a late frame", "1 frame came to");
	}
}

static void break_fates(void)
{
	struct fate *fate = &fake.bss.fates[fake.trial.sent - 1];

	if (!fake.trial.prog_id)
		return;
	fate->runs = 0;
	expect_broken("no run", "the program ran 0 times");
	fate->runs = 2;
	expect_broken("another run", "the program ran 2 times");
	fate->len++;
	expect_broken("another length", "the program saw");
	fate->ifindex++;
	expect_broken("another device", "ingress_ifindex");
	fate->queue++;
	expect_broken("another queue", "rx_queue_index");
	fate->helper--;
	expect_broken("another errno", "the adjust helper returned");
	if (fate->headroom) {
		fate->headroom--;
		expect_broken("less headroom", "bytes of headroom, not");
	}
	fate->meta_bad = 1;
	expect_broken("metadata", "metadata");
	fate->verdict++;
	expect_broken("another verdict", "the program returned");
}

static void break_facts(void)
{
	struct facts *facts = &fake.lab.events.facts;
	const unsigned count = facts->count;

	facts_add(facts, &(struct fact){ FACT_EXCEPTION, DUT, 0, 77, PROG }, 1);
	expect_broken("an exception", "xdp_exception act=77 on lo: 1, not 0");
	facts->full = true;
	expect_broken("too many kinds", "more kinds");
	fake.lab.events.bulk_max = 17;
	expect_broken("too large a bulk", "more than a bulk of 16");
	for (unsigned i = 0; i < count; i++) {
		if (fake.trial.expect->lossy && facts->list[i].kind >= FACT_ENQUEUED)
			continue;
		facts->list[i].n++;
		expect_broken("an event too many", ": ");
		facts->list[i].n--;
		expect_broken("an event too few", ": ");
		facts->list[i].value--;
		expect_broken("an event with another number", ", but ");
		if (facts->list[i].prog_id) {
			facts->list[i].prog_id = 9;
			expect_broken("an event of another program", "id of another program");
		}
	}
}

static void break_log(void)
{
	const struct expect *expect = fake.trial.expect;
	struct kmsg_window *log = &fake.trial.log;

	strcpy(log->trouble, "BUG: unable to handle");
	expect_broken("trouble", "the kernel log says: BUG: unable to handle");
	if (expect->log) {
		log->verdicts = 0;
		expect_broken("no warning", "the kernel log has no line '");
		log->verdicts = 2;
		expect_broken("two warnings", "once-per-boot line 2 times");
		strcat(log->verdict, "!");
		expect_broken("another warning", "the kernel log says '");
	} else if (!expect->may_warn) {
		log->verdicts = 1;
		strcpy(log->verdict, "Illegal XDP return value");
		expect_broken("a warning", "the kernel log says: Illegal XDP return value");
	}
}

static void break_counters(void)
{
	struct trial *trial = &fake.trial;

	for (unsigned i = 0; i < COUNTS; i++) {
		if (trial->in->mode != MODE_NATIVE || !trial->prog_id)
			continue;
		trial->counted[i]++;
		expect_broken("a driver's counter", "the driver's counter");
	}
	if (fake.lab.xsk_open) {
		trial->xsk.rx_dropped++;
		expect_broken("dropped", "the AF_XDP socket's rx_dropped");
		trial->xsk.rx_ring_full++;
		expect_broken("ring full", "the AF_XDP socket's rx_ring_full");
		trial->xsk.rx_fill_ring_empty_descs++;
		expect_broken("no fill", "the AF_XDP socket's rx_fill_ring_empty_descs");
		trial->xsk.rx_invalid_descs++;
		expect_broken("invalid", "the AF_XDP socket's rx_invalid_descs");
	}
	trial->sent--;
	expect_broken("a refusal", "the driver took only");
	for (unsigned i = 0; i < trial->fences_count; i++) {
		trial->late = 1ull << trial->fences[i];
		expect_broken("a fence", "a single frame that was sent behind the burst");
	}
}

static void test_broken(void **state)
{
	struct instance last = {};

	(void)state;
	for (unsigned i = 0; i < suite.count; i++) {
		const struct instance *in = &suite.instances[i];
		const struct expect *bursts[] = { &in->row->expect, &in->row->after };

		if (!fake_judges(in) ||
		    (last.row == in->row && last.mode == in->mode && last.way == in->way))
			continue;
		last = *in;
		last.burst = BURST_16;
		for (unsigned k = 0; k <= !!in->row->between; k++) {
			fake_perfect(&fake, &last, bursts[k]);
			perfect = fake;
			break_places();
			break_fates();
			break_facts();
			break_log();
			break_counters();
		}
	}
	assert_true(judged > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_perfect),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, fake_expand, fake_release);
}
