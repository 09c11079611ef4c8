/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers as words, and tracepoint events as facts: counted, told apart, and said. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../events.h"
#include "../words.h"

#define LO 1			/* its ifindex in every network namespace */
#define NOBODY 0x7ffffff0

static void test_verdicts(void **state)
{
	static const struct {
		uint32_t verdict;
		const char *word;
	} cases[] = {
		{ XDP_ABORTED, "XDP_ABORTED" }, { XDP_DROP, "XDP_DROP" }, { XDP_PASS, "XDP_PASS" },
		{ XDP_TX, "XDP_TX" }, { XDP_REDIRECT, "XDP_REDIRECT" }, { 5, "5" }, { 42, "42" },
		{ 0xffffffff, "4294967295" },
	};
	char text[16];

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(verdict_word(cases[i].verdict, text, sizeof(text)),
				    cases[i].word);
	assert_string_equal(verdict_word(XDP_REDIRECT, text, 8), "XDP_RED");
}

static void test_errnos(void **state)
{
	static const struct {
		int err;
		const char *word;
	} cases[] = {
		{ 0, "0" }, { -EINVAL, "-EINVAL" }, { -EOPNOTSUPP, "-EOPNOTSUPP" },
		{ -EBADRQC, "-EBADRQC" }, { -524, "-524" }, { -99999, "-99999" },
		{ EINVAL, "22" }, { INT_MAX, "2147483647" }, { INT_MIN, "-2147483648" },
	};
	char text[16];

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(errno_word(cases[i].err, text, sizeof(text)), cases[i].word);
	assert_string_equal(errno_word(-EINVAL, text, 4), "-EI");
}

static void test_count(void **state)
{
	const struct fact first = { FACT_REDIRECT, LO, 7, 0, 30 };
	struct fact other[5];
	struct facts facts = {};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(other); i++)
		other[i] = first;
	other[0].kind = FACT_REDIRECT_ERR;
	other[1].ifindex++;
	other[2].to++;
	other[3].value--;
	other[4].prog_id++;

	facts_add(&facts, &first, 0);
	assert_int_equal(facts.count, 0);
	facts_add(&facts, &first, 3);
	for (unsigned i = 0; i < ARRAY_SIZE(other); i++) {
		assert_int_equal(facts_count(&facts, &other[i]), 0);
		facts_add(&facts, &other[i], 10 + i);
	}
	facts_add(&facts, &first, 1);
	assert_int_equal(facts.count, 6);
	assert_int_equal(facts_count(&facts, &first), 4);
	for (unsigned i = 0; i < ARRAY_SIZE(other); i++)
		assert_int_equal(facts_count(&facts, &other[i]), 10 + i);
	assert_int_equal(facts_sum(&facts, FACT_REDIRECT), 4 + 11 + 12 + 13 + 14);
	assert_int_equal(facts_sum(&facts, FACT_REDIRECT_ERR), 10);
	assert_int_equal(facts_sum(&facts, FACT_EXCEPTION), 0);
}

static void test_full(void **state)
{
	struct facts facts = {};
	struct fact fact = {};

	(void)state;
	for (fact.value = 0; fact.value < 32; fact.value++) {
		facts_add(&facts, &fact, 1);
		assert_false(facts.full);
	}
	facts_add(&facts, &fact, 1);
	assert_true(facts.full);
	assert_int_equal(facts_sum(&facts, FACT_EXCEPTION), 32);
	fact.value = 5;
	facts_add(&facts, &fact, 1);
	assert_int_equal(facts_count(&facts, &fact), 2);
}

static void test_print(void **state)
{
	static const struct {
		struct fact fact;
		const char *text;
	} cases[] = {
		{ { FACT_EXCEPTION, LO, .value = XDP_TX }, "xdp_exception act=XDP_TX on lo" },
		{ { FACT_EXCEPTION, LO }, "xdp_exception act=XDP_ABORTED on lo" },
		{ { FACT_EXCEPTION, NOBODY, .value = 42 },
		  "xdp_exception act=42 on a device that is gone" },
		{ { FACT_REDIRECT, LO, LO, .prog_id = 30 }, "xdp_redirect on lo to lo" },
		{ { FACT_REDIRECT, LO }, "xdp_redirect on lo" },
		{ { FACT_REDIRECT_ERR, LO, NOBODY, -EINVAL },
		  "xdp_redirect_err err=-EINVAL on lo to an interface that is not there" },
		{ { FACT_XMIT_SENT, LO, LO, 1 }, "xdp_devmap_xmit sent on lo to lo" },
		{ { FACT_XMIT_DROP, LO, LO }, "xdp_devmap_xmit drops on lo to lo" },
		{ { FACT_XMIT_DROP, LO, LO, -ENXIO },
		  "xdp_devmap_xmit drops err=-ENXIO on lo to lo" },
		{ { FACT_BULK_DROP, LO, .value = -ENXIO }, "xdp_bulk_tx drops err=-ENXIO on lo" },
		{ { FACT_ON_CPU_DROP, .value = 2 }, "xdp_cpumap_kthread drops on CPU 2" },
	};
	char text[128];

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(fact_print(&cases[i].fact, text, sizeof(text)), cases[i].text);
	for (enum fact_kind kind = 0; kind < FACTS; kind++)
		assert_int_equal(strncmp(fact_print(&(struct fact){ kind }, text, sizeof(text)),
					 "xdp_", 4), 0);
	assert_string_equal(fact_print(&(struct fact){ FACT_XMIT_DROP, NOBODY, NOBODY,
						       -ENOTRECOVERABLE },
				       text, sizeof(text)),
			    "xdp_devmap_xmit drops err=-ENOTRECOVERABLE on a device that is gone "
			    "to an interface that is not there");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_errnos),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
