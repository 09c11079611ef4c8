/* SPDX-License-Identifier: GPL-2.0-only */
/* What a verdict says of tracepoint events: some of those that are promised are
 * taken away, others are added, and the sentence is the one that it should be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "fake.h"

static struct fake fake;

/* Takes n of the fact away, which are there. */
static void take_away(struct facts *facts, const struct fact *fact)
{
	for (unsigned i = 0; i < facts->count; i++) {
		struct fact *its = &facts->list[i];

		if (its->kind != fact->kind || its->ifindex != fact->ifindex ||
		    its->to != fact->to || its->value != fact->value ||
		    its->prog_id != fact->prog_id)
			continue;
		assert_true(its->n >= fact->n);
		its->n -= fact->n;
		if (!its->n)
			*its = facts->list[--facts->count];
		return;
	}
	fail_msg("in %s there is no such fact", fake.in.name);
}

#define ABORTED_16 "aborted.exception/native/packet/tiny/16"
#define UNKNOWN_16 "unknown.42/native/packet/tiny/16"
#define DOWN_16 "redirect.down/native/packet/tiny/16"
#define REDIRECT_16 "redirect.ifindex/native/packet/tiny/16"
#define GENERIC_16 "redirect.ifindex/generic/packet/tiny/16"
#define BROADCAST_16 "devmap.broadcast/native/packet/tiny/16"
#define TX_16 "tx.bounce/native/packet/tiny/16"
#define DROPPED "devmap.egress-drop/native/packet/tiny/16"
#define EGRESS_42 "devmap.egress-unknown/native/packet/tiny/16"
#define OVERFLOW "cpumap.overflow/native/xmit/tiny/300"
#define CPU .value = FAR_CPU
#define CPU_DROP "cpumap.program-drop/native/packet/tiny/16"
#define XSK_16 "xsk.other-device/native/packet/tiny/16"
#define NOBODY "an interface that is not there"

static const struct {
	const char *instance;
	struct fact less, more;
	const char *sentence;
} cases[] = {
	/* missing, too many, and not promised at all */
	{ ABORTED_16, .less = { FACT_EXCEPTION, DUT, 0, XDP_ABORTED, PROG, 1 },
	  .sentence = "xdp_exception act=XDP_ABORTED on lo: 15, not 16" },
	{ ABORTED_16, .less = { FACT_EXCEPTION, DUT, 0, XDP_ABORTED, PROG, 16 },
	  .sentence = "xdp_exception act=XDP_ABORTED on lo: 0, not 16" },
	{ ABORTED_16, .more = { FACT_EXCEPTION, DUT, 0, XDP_ABORTED, PROG, 1 },
	  .sentence = "xdp_exception act=XDP_ABORTED on lo: 17, not 16" },
	{ "drop.silent/generic/packet/tiny/16",
	  .more = { FACT_EXCEPTION, DUT, 0, XDP_DROP, PROG, 16 },
	  .sentence = "xdp_exception act=XDP_DROP on lo: 16, not 0" },
	{ "pass.no-program/generic/packet/tiny/16",
	  .more = { FACT_EXCEPTION, DUT, 0, XDP_TX, 5, 1 },
	  .sentence = "xdp_exception act=XDP_TX on lo: 1, not 0 (with the id of another program)" },

	/* with another act, errno, device, target or program */
	{ UNKNOWN_16, .less = { FACT_EXCEPTION, DUT, 0, 42, PROG, 16 },
	  .more = { FACT_EXCEPTION, DUT, 0, XDP_ABORTED, PROG, 16 },
	  "xdp_exception act=42 on lo: 0, not 16, but xdp_exception act=XDP_ABORTED on lo: 16" },
	{ DOWN_16, .less = { FACT_REDIRECT_ERR, DUT, PORT(TO_DOWN), -ENETDOWN, PROG, 16 },
	  .more = { FACT_REDIRECT_ERR, DUT, PORT(TO_DOWN), -EINVAL, PROG, 16 },
	  "xdp_redirect_err err=-ENETDOWN on lo to " NOBODY ": 0, not 16, but "
	  "xdp_redirect_err err=-EINVAL on lo to " NOBODY ": 16" },
	{ DOWN_16, .less = { FACT_REDIRECT_ERR, DUT, PORT(TO_DOWN), -ENETDOWN, PROG, 3 },
	  .more = { FACT_REDIRECT_ERR, DUT, 0, -ENETDOWN, PROG, 3 },
	  "xdp_redirect_err err=-ENETDOWN on lo to " NOBODY ": 13, not 16, but "
	  "xdp_redirect_err err=-ENETDOWN on lo: 3" },
	{ REDIRECT_16, .less = { FACT_REDIRECT, DUT, PORT(TO_TARGET), 0, PROG, 1 },
	  .more = { FACT_REDIRECT, DUT, DUT, 0, PROG, 1 },
	  "xdp_redirect on lo to " NOBODY ": 16, not 17, but xdp_redirect on lo to lo: 1" },
	{ ABORTED_16, .less = { FACT_EXCEPTION, DUT, 0, XDP_ABORTED, PROG, 16 },
	  .more = { FACT_EXCEPTION, PORT(TO_TARGET), 0, XDP_ABORTED, PROG, 16 },
	  "xdp_exception act=XDP_ABORTED on lo: 0, not 16, but "
	  "xdp_exception act=XDP_ABORTED on a device that is gone: 16" },
	{ ABORTED_16, .less = { FACT_EXCEPTION, DUT, 0, XDP_ABORTED, PROG, 16 },
	  .more = { FACT_EXCEPTION, DUT, 0, XDP_ABORTED, PROG + 9, 16 },
	  "xdp_exception act=XDP_ABORTED on lo: 0, not 16, but xdp_exception act=XDP_ABORTED on "
	  "lo: 16 (with the id of another program)" },
	/* of the two that a row can have the wrong one */
	{ EGRESS_42, .less = { FACT_EXCEPTION, PORT(TO_TARGET), 0, 42, ENTRY_PROG, 16 },
	  .more = { FACT_EXCEPTION, PORT(TO_TARGET), 0, 42, PROG, 16 },
	  "xdp_exception act=42 on a device that is gone: 0, not 16, but "
	  "xdp_exception act=42 on a device that is gone: 16 (with the id of the device's "
	  "program)" },
	{ EGRESS_42, .less = { FACT_REDIRECT, DUT, PORT(TO_TARGET), 0, PROG, 1 },
	  .more = { FACT_REDIRECT, DUT, PORT(TO_TARGET), 0, ENTRY_PROG, 1 },
	  "xdp_redirect on lo to " NOBODY ": 16, not 17, but xdp_redirect on lo to " NOBODY
	  ": 1 (with the id of the map entry's program)" },
	/* what explains a missing one may be of another kind */
	{ DOWN_16, .less = { FACT_REDIRECT_ERR, DUT, PORT(TO_DOWN), -ENETDOWN, PROG, 16 },
	  .more = { FACT_XMIT_DROP, DUT, PORT(TO_DOWN), -ENETDOWN, 0, 16 },
	  "xdp_redirect_err err=-ENETDOWN on lo to " NOBODY ": 0, not 16, but "
	  "xdp_devmap_xmit drops err=-ENETDOWN on lo to " NOBODY ": 16" },
	{ DOWN_16, .more = { FACT_XMIT_DROP, DUT, PORT(TO_DOWN), -ENETDOWN, 0, 16 },
	  .sentence = "xdp_devmap_xmit drops err=-ENETDOWN on lo to " NOBODY ": 16, not 0" },

	/* each tracepoint */
	{ REDIRECT_16, .less = { FACT_XMIT_SENT, DUT, PORT(TO_TARGET), .n = 17 },
	  .sentence = "xdp_devmap_xmit sent on lo to " NOBODY ": 0, not 17" },
	{ REDIRECT_16, .less = { FACT_XMIT_SENT, DUT, PORT(TO_TARGET), .n = 2 },
	  .more = { FACT_XMIT_DROP, DUT, PORT(TO_TARGET), -ENOSPC, .n = 2 },
	  "xdp_devmap_xmit sent on lo to " NOBODY ": 15, not 17, but "
	  "xdp_devmap_xmit drops err=-ENOSPC on lo to " NOBODY ": 2" },
	{ GENERIC_16, .more = { FACT_XMIT_SENT, DUT, PORT(TO_TARGET), .n = 1 },
	  .sentence = "xdp_devmap_xmit sent on lo to " NOBODY ": 1, not 0" },
	{ BROADCAST_16, .less = { FACT_XMIT_SENT, DUT, PORT(TO_SECOND), .n = 1 },
	  .sentence = "xdp_devmap_xmit sent on lo to " NOBODY ": 16, not 17" },
	{ DROPPED, .less = { FACT_XMIT_DROP, DUT, PORT(TO_TARGET), .n = 16 },
	  .sentence = "xdp_devmap_xmit drops on lo to " NOBODY ": 0, not 16" },
	{ TX_16, .less = { FACT_BULK_SENT, DUT, .n = 1 },
	  .sentence = "xdp_bulk_tx sent on lo: 16, not 17" },
	{ "tx.no-napi/native/packet/tiny/16",
	  .less = { FACT_BULK_DROP, DUT, .value = -ENXIO, .n = 16 },
	  .more = { FACT_BULK_DROP, DUT, .n = 16 },
	  "xdp_bulk_tx drops err=-ENXIO on lo: 0, not 16, but xdp_bulk_tx drops on lo: 16" },
	{ "tx.bounce/generic/packet/tiny/16", .more = { FACT_BULK_SENT, DUT, .n = 16 },
	  .sentence = "xdp_bulk_tx sent on lo: 16, not 0" },
	{ CPU_DROP, .less = { FACT_ENQUEUED, CPU, .n = 1 },
	  .sentence = "xdp_cpumap_enqueue processed on CPU 3: 16, not 17" },
	{ CPU_DROP, .less = { FACT_CPU_DROP, CPU, .n = 1 }, .more = { FACT_CPU_PASS, CPU, .n = 1 },
	  "xdp_cpumap_kthread xdp_drop on CPU 3: 15, not 16" },
	{ CPU_DROP, .more = { FACT_CPU_REDIRECT, CPU, .n = 1 },
	  .sentence = "xdp_cpumap_kthread xdp_redirect on CPU 3: 1, not 0" },
	{ CPU_DROP, .more = { FACT_ENQUEUE_DROP, CPU, .n = 1 },
	  .sentence = "xdp_cpumap_enqueue drops on CPU 3: 1, not 0" },

	/* where a row claims no target of an error, any will do; not so the errno */
	{ XSK_16, .less = { FACT_REDIRECT_ERR, DUT, 0, -EINVAL, PROG, 16 },
	  .more = { FACT_REDIRECT_ERR, DUT, PORT(TO_SECOND), -EINVAL, PROG, 16 }, "" },
	{ XSK_16, .less = { FACT_REDIRECT_ERR, DUT, 0, -EINVAL, PROG, 16 },
	  .more = { FACT_REDIRECT_ERR, DUT, 0, -EPERM, PROG, 16 },
	  "xdp_redirect_err err=-EINVAL on lo: 0, not 16, but "
	  "xdp_redirect_err err=-EPERM on lo: 16" },

	/* only the cpumap's own numbers may vary where frames may be lost */
	{ OVERFLOW, .less = { FACT_ENQUEUED, CPU, .n = 40 },
	  .more = { FACT_CPU_PASS, CPU, .n = 7 }, "" },
	{ OVERFLOW, .less = { FACT_ENQUEUE_DROP, CPU, .n = LOST },
	  .sentence = "295 frames came to the stack and 0 were counted as drops, of 300" },
	{ OVERFLOW, .less = { FACT_ENQUEUE_DROP, CPU, .n = 1 },
	  .more = { FACT_ON_CPU_DROP, CPU, .n = 1 }, "" },
	{ OVERFLOW, .less = { FACT_REDIRECT, DUT, 0, 0, PROG, 1 },
	  .sentence = "xdp_redirect on lo: 300, not 301" },
	{ OVERFLOW, .more = { FACT_REDIRECT_ERR, DUT, 0, -ENOSPC, PROG, 5 },
	  .sentence = "xdp_redirect_err err=-ENOSPC on lo: 5, not 0" },
	{ OVERFLOW, .less = { FACT_XMIT_SENT, DUT, PORT(TO_TARGET), .n = 1 },
	  .sentence = "xdp_devmap_xmit sent on lo to " NOBODY ": 0, not 1" },
};

static void test_facts(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		struct facts *facts = &fake.lab.events.facts;

		fake_burst(&fake, cases[i].instance, false);
		if (cases[i].less.n)
			take_away(facts, &cases[i].less);
		facts_add(facts, &cases[i].more, cases[i].more.n);
		fake_verdict(&fake);
		if (strcmp(fake.res.reason, cases[i].sentence))
			print_error("case %u, %s\n", i, cases[i].instance);
		assert_string_equal(fake.res.reason, cases[i].sentence);
		assert_int_equal(fake.res.status, *cases[i].sentence ? FAIL : PASS);
	}
}

/* A queue that should have overflowed and did not shows nothing. */
static void test_no_loss(void **state)
{
	(void)state;
	fake_burst(&fake, OVERFLOW, false);
	take_away(&fake.lab.events.facts, &(struct fact){ FACT_ENQUEUE_DROP, CPU, .n = LOST });
	fake.trial.tallies[AT_STACK].arrived = 300;
	fake_verdict(&fake);
	assert_string_equal(fake.res.reason,
			    "all 300 frames came, although the queue holds only 8");
}

/* One of the same kind explains more than another that came before it. */
static void test_kind(void **state)
{
	struct facts *facts = &fake.lab.events.facts;

	(void)state;
	fake_burst(&fake, ABORTED_16, false);
	take_away(facts, &(struct fact){ FACT_EXCEPTION, DUT, 0, XDP_ABORTED, PROG, 1 });
	facts_add(facts, &(struct fact){ FACT_BULK_DROP, DUT, .value = -ENXIO }, 1);
	facts_add(facts, &(struct fact){ FACT_EXCEPTION, DUT, 0, XDP_TX, PROG }, 1);
	assert_string_equal(fake_verdict(&fake),
			    "xdp_exception act=XDP_ABORTED on lo: 15, not 16, but "
			    "xdp_exception act=XDP_TX on lo: 1");
}

static void test_limits(void **state)
{
	(void)state;
	fake_burst(&fake, REDIRECT_16, false);
	fake.lab.events.bulk_max = 16;
	assert_string_equal(fake_verdict(&fake), "");
	fake.lab.events.bulk_max = 17;
	assert_string_equal(fake_verdict(&fake),
			    "xdp_devmap_xmit was given 17 frames at once, more than a bulk of 16");
	fake.lab.events.facts.full = true;
	assert_string_equal(fake_verdict(&fake),
			    "more kinds of tracepoint events fired than can be told apart");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_no_loss),
		cmocka_unit_test(test_kind),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, fake_expand, fake_release);
}
