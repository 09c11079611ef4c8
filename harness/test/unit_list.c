/* SPDX-License-Identifier: GPL-2.0-only */
/* What can be read of the cases without running them, and that every clause that
 * one of them names is there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include "../clauses.h"
#include "../list.h"
#include "../steps.h"
#include "../suite.h"
#include "../text.h"

static const struct step script[] = { { .op = ATTACH, .prog = "drop", .want = -EBUSY }, {} };

static const struct xcase tx[] = {
	{
		.name = "tx.bounce", .clauses = "B01 B05",
		.why = "XDP_TX must put the frame back on the wire it came from",
		.prog = "tx", .config = { .action = XDP_TX, .edits = EDIT_SWAP_MAC, .head = -8 },
		.modes = BOTH, .ways = WIRE | TEST_RUN, .shapes = TINY | UDP,
		.bursts = SET(BURST_1) | SET(BURST_300), .expect = { .at = PEER },
	}, {
		.name = "tx.to-a-peer-with-a-long-name", .clauses = "B15",
		.why = "XDP_TX to a peer without NAPI must be counted",
		.prog = "tx", .config = { .action = XDP_TX }, .condition = COND_DEAF_PEER,
		.modes = NATIVE, .ways = PACKET, .shapes = TINY, .needs = SET(CAP_DEAF),
		.expect = { .bulk_err = true, .log = "no NAPI" },
	},
};
static const struct xcase devmap[] = {
	{
		.name = "devmap.broadcast", .clauses = "B05 D09",
		.why = "A broadcast must reach each entry once",
		.prog = "devmap", .config = { .action = XDP_REDIRECT, .flags = 8 },
		.broadcast = true, .modes = NATIVE, .ways = PACKET | LIVE, .shapes = TINY,
		.expect = { .at = TARGET | SECOND, .redirect_map = true },
	}, {
		.name = "devmap.missing", .clauses = "C02 C03",
		.why = "A missing port must be told",
		.prog = "devmap", .config = { .action = XDP_REDIRECT }, .to = TO_UNKNOWN,
		.modes = NATIVE, .ways = PACKET, .shapes = TINY,
		.expect = { .exception = true, .redirect_err = -EINVAL },
	}, {
		.name = "devmap.refuse", .clauses = "D01",
		.why = "A devmap must refuse keys that it does not have",
		.steps = script,
	},
};
static const struct suite_table tx_table = { "tx", tx, ARRAY_SIZE(tx) };
static const struct suite_table devmap_table = { "devmap", devmap, ARRAY_SIZE(devmap) };
static const struct suite_table *const tables[] = { &tx_table, &devmap_table };

static const struct xcase stray = { .name = "stray.one", .clauses = "A01 Z99", .why = "w" };
static const struct suite_table stray_table = { "stray", &stray, 1 };
static const struct suite_table *const strays[] = { &stray_table };

static char *listed(const char *glob, bool by_clause, bool json)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(list_cases(out, tables, 2, glob, by_clause, json), 0);
	fclose(out);
	return text;
}

static char *shown(const char *name)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(show_case(out, tables, 2, name), 0);
	fclose(out);
	return text;
}

static void test_list(void **state)
{
	_cleanup_(text_free) char *text = listed(NULL, false, false);

	(void)state;
	assert_string_equal(text,
		"tx\n"
		"  tx.bounce                   XDP_TX must put the frame back on the wire it came\n"
		"                              from\n"
		"  tx.to-a-peer-with-a-long-name\n"
		"                              XDP_TX to a peer without NAPI must be counted\n"
		"\n"
		"devmap\n"
		"  devmap.broadcast            A broadcast must reach each entry once\n"
		"  devmap.missing              A missing port must be told\n"
		"  devmap.refuse               A devmap must refuse keys that it does not have\n");
}

static void test_glob(void **state)
{
	static const char want[] =
		"devmap\n"
		"  devmap.broadcast            A broadcast must reach each entry once\n";
	_cleanup_(text_free) char *text = listed("devmap.b*", false, false);

	(void)state;
	assert_string_equal(text, want);
	assert_int_equal(list_cases(stdout, tables, 2, "no.*", false, false), -ENOENT);
	assert_string_equal(fault_text(), "no case matches 'no.*'");
}

static void test_by_clause(void **state)
{
	_cleanup_(text_free) char *some = listed("tx.bounce", true, false);
	_cleanup_(text_free) char *all = listed(NULL, true, false);

	(void)state;
	assert_string_equal(some,
		"B01 C  TX sends the frame out of the port it came in by, as the program left it\n"
		"       tx.bounce\n"
		"B05 C  A TX that succeeds fires no xdp_exception\n"
		"       tx.bounce\n"
		"\nThese cases prove 2 of 248 clauses: C 2 of 187, D 0 of 34, K 0 of 25, - 0 of 2\n"
		"C core promise, D driver quality, K capability, - rule of the harness\n");
	assert_non_null(strstr(all, "\n       tx.bounce devmap.broadcast\n"));
	assert_non_null(strstr(all, "\nNo case proves:\n\nA01 C  PASS hands the frame "));
	assert_null(strstr(strstr(all, "No case proves"), "B01 C"));
	assert_non_null(strstr(all, "\n7 of 248 clauses are proven: C 5 of 187, D 1 of 34, "));
}

static void test_stray_clause(void **state)
{
	_cleanup_(text_free) char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_int_equal(list_cases(out, strays, 1, NULL, true, false), 0);
	fclose(out);
	assert_non_null(strstr(text, "\nstray.one names Z99, which is no clause\n"));
}

static void test_json(void **state)
{
	_cleanup_(text_free) char *text = listed(NULL, false, true);
	json_t *root = json_loads(text, 0, NULL), *cases, *ways;

	(void)state;
	cases = json_object_get(root, "cases");
	assert_int_equal(json_array_size(cases), 5);
	ways = json_object_get(json_array_get(cases, 0), "ways");
	assert_int_equal(json_array_size(ways), 4);
	assert_int_equal(json_array_size(json_object_get(json_array_get(cases, 0), "modes")), 3);
	assert_int_equal(json_array_size(json_object_get(json_array_get(cases, 0), "bursts")), 2);
	assert_true(json_is_true(json_object_get(json_array_get(cases, 4), "script")));
	assert_int_equal(json_array_size(json_object_get(json_array_get(cases, 4), "bursts")), 0);
	json_decref(root);
}

static void test_json_by_clause(void **state)
{
	_cleanup_(text_free) char *text = listed("tx.*", true, true);
	json_t *root = json_loads(text, 0, NULL);
	json_t *array = json_object_get(root, "clauses"), *entry;
	unsigned proven = 0;
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(array), clauses_count);
	json_array_foreach(array, i, entry)
		proven += json_array_size(json_object_get(entry, "cases"));
	assert_int_equal(proven, 3);
	json_decref(root);
}

static void test_show(void **state)
{
	_cleanup_(text_free) char *text = shown("tx.bounce");

	(void)state;
	assert_string_equal(text,
		"tx.bounce\n"
		"  XDP_TX must put the frame back on the wire it came from\n"
		"\n"
		"  peer -> wire -> device -> [tx] -> XDP_TX -> peer\n"
		"  test run -> [tx] -> XDP_TX -> back, as verdict and bytes\n"
		"\n"
		"  program   tx, in bpf/.\n"
		"            It exchanges the addresses.\n"
		"            It asks for 8 bytes more at the head.\n"
		"  promised  Each frame arrives once at the peer, byte by byte as promised, and\n"
		"            nowhere else.\n"
		"            The program runs once on each frame, and returns XDP_TX.\n"
		"            xdp_exception does not fire.\n"
		"            No redirect event fires.\n"
		"            The kernel log stays silent.\n"
		"  modes     generic, native and core.\n"
		"  ways      test_run, packet, xsk and xmit.\n"
		"  frames    tiny and udp.\n"
		"  bursts    of 1, 300.\n"
		"  proves    B01 C TX sends the frame out of the port it came in by, as the\n"
		"            program left it.\n"
		"            B05 C A TX that succeeds fires no xdp_exception.\n"
		"  run it    xdpcheck run --only 'tx.bounce'\n");
}

/* The page of an instance is that of its row, and repeats only the instance. */
static void test_show_instance(void **state)
{
	_cleanup_(text_free) char *text = shown("tx.bounce/native/packet/tiny/1");
	_cleanup_(text_free) char *script_text = shown("devmap.refuse/core");

	(void)state;
	assert_memory_equal(text, "tx.bounce\n", strlen("tx.bounce\n"));
	assert_non_null(strstr(text, "  run it    xdpcheck run --only "
				     "'tx.bounce/native/packet/tiny/1'\n"));
	assert_non_null(strstr(script_text, "--only 'devmap.refuse/core'\n"));
}

/* The list that is built in has a word on this one. */
static void test_show_known(void **state)
{
	_cleanup_(text_free) char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_int_equal(show_case(out, suites, suites_count, "tx.gro-peer"), 0);
	fclose(out);
	assert_non_null(strstr(text, "  known     tx.gro-peer/native/*, driver veth: veth_xdp_"));
}

static void test_show_branches(void **state)
{
	static const char branches[] =
		"  peer -> wire -> device -> [devmap] -> XDP_REDIRECT -+-> target\n"
		"                                                      +-> second target\n"
		"                                                      +-> xdp_redirect\n"
		"  live frames -> [devmap] -> XDP_REDIRECT -+-> target\n";
	_cleanup_(text_free) char *broadcast = shown("devmap.broadcast");
	_cleanup_(text_free) char *missing = shown("devmap.missing");

	(void)state;
	assert_non_null(strstr(broadcast, branches));
	assert_non_null(strstr(missing, "     +-> xdp_redirect_err\n"));
	assert_non_null(strstr(missing, "xdp_redirect_err fires for each frame, with -EINVAL.\n"));
	assert_non_null(strstr(missing, "It redirects to an ifindex that nobody has.\n"));
}

static void test_show_others(void **state)
{
	_cleanup_(text_free) char *refuse = shown("devmap.refuse");
	_cleanup_(text_free) char *deaf = shown("tx.to-a-peer-with-a-long-name");

	(void)state;
	assert_non_null(strstr(refuse, "script    ATTACH of drop: -EBUSY"));
	assert_non_null(strstr(refuse, "  modes     core.\n"));
	assert_null(strstr(refuse, "->"));
	assert_non_null(strstr(deaf, "  condition The far end of the wire has no NAPI.\n"));
	assert_non_null(strstr(deaf, "No frame arrives anywhere.\n"));
	assert_non_null(strstr(deaf, "The kernel log says once: 'no NAPI'.\n"));
	assert_non_null(strstr(deaf, "  needs     deaf-peer, or is skipped.\n"));
}

/* Everything that a row can say has words. */
static void test_show_words(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 32; i++) {
		struct xcase row = {
			.name = "words.all", .why = "why", .prog = "devmap", .ways = WIRE,
			.modes = BOTH, .shapes = TINY, .needs = SET(i % CAPS), .to = i % TOS,
			.xsk = i % XSK_KINDS, .condition = i % CONDITIONS,
			.expect = { .at = SET(i % PLACES), .redirect = i % TOS,
				    .exception = true, .exception_on = i % TOS },
		};
		const struct suite_table table = { "words", &row, 1 };
		const struct suite_table *const suites[] = { &table };
		_cleanup_(text_free) char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		assert_int_equal(show_case(out, suites, 1, "words.all"), 0);
		fclose(out);
		assert_null(strstr(text, "(null)"));
	}
}

static void test_show_unknown(void **state)
{
	static const struct {
		const char *name, *sentence;
	} cases[] = {
		{ "tx.bonce", "no case is called 'tx.bonce'; near it: tx.bounce" },
		{ "devmap.", "no case is called 'devmap.'; near it: devmap.broadcast, "
			     "devmap.missing, devmap.refuse" },
		{ "tx.bounce.x", "no case is called 'tx.bounce.x'; near it: tx.bounce" },
		{ "tx.bounce/", "no case is called 'tx.bounce/'; near it: tx.bounce" },
		{ "tx.bounce/*", "no case is called 'tx.bounce/*'; near it: tx.bounce" },
		{ "tx.bounce/native/packet/tiny/16",
		  "no case is called 'tx.bounce/native/packet/tiny/16'; near it: tx.bounce" },
		{ "something-else", "no case is called 'something-else'" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(show_case(stdout, tables, 2, cases[i].name), -ENOENT);
		assert_string_equal(fault_text(), cases[i].sentence);
	}
}

/* Each id is there once, in order, with a known level and a text. */
static void test_clauses(void **state)
{
	(void)state;
	assert_int_equal(clauses_count, 248);
	for (unsigned i = 0; i < clauses_count; i++) {
		const struct clause *clause = &clauses[i];

		assert_true(!i || strcmp(clauses[i - 1].id, clause->id) < 0);
		assert_non_null(strchr("CDK-", *clause->level));
		assert_in_range(strlen(clause->text), 20, 90);
		assert_ptr_equal(clause_find(clause->id), clause);
	}
	assert_null(clause_find("Z99"));
	assert_null(clause_find(""));
}

static void expect_resolved(const struct suite_table *suite)
{
	for (unsigned i = 0; i < suite->count; i++) {
		const char *list = suite->rows[i].clauses;
		char id[CLAUSE_ID_SIZE];

		while ((list = clause_next(list, id)))
			if (!clause_find(id))
				fail_msg("%s names clause %s", suite->rows[i].name, id);
	}
}

static void test_clauses_of_rows(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(tables); i++)
		expect_resolved(tables[i]);
	for (unsigned i = 0; i < suites_count; i++)
		expect_resolved(suites[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_glob),
		cmocka_unit_test(test_by_clause),
		cmocka_unit_test(test_stray_clause),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_by_clause),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_show_instance),
		cmocka_unit_test(test_show_known),
		cmocka_unit_test(test_show_branches),
		cmocka_unit_test(test_show_others),
		cmocka_unit_test(test_show_words),
		cmocka_unit_test(test_show_unknown),
		cmocka_unit_test(test_clauses),
		cmocka_unit_test(test_clauses_of_rows),
	};

	suite_use(tables, ARRAY_SIZE(tables));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
