/* SPDX-License-Identifier: GPL-2.0-only */
/* What reports say of a run as a whole: that it was strict, that it came to no
 * end, and which instances are known deviations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include "../report.h"
#include "../text.h"

static struct device device = { .label = "veth", .spec = "veth", .facts = { .dev = "dut0" } };
static const struct xcase rows[] = {
	{ .name = "tx.bounce", .why = "XDP_TX must work" },
	{ .name = "tx.full", .why = "XDP_TX must count" },
};
static struct instance instances[8];
static struct suite suite = { .instances = instances, .devices = &device, .devices_count = 1 };

/* A suite of instances that ended so, or did not where it is STATUSES. */
static void run(const enum status *ends, unsigned count)
{
	suite.count = count;
	suite.strict = false;
	for (unsigned i = 0; i < count; i++) {
		struct instance *in = &instances[i];

		*in = (struct instance){
			.device = &device, .row = &rows[i % 2], .mode = MODE_NATIVE,
		};
		snprintf(in->name, sizeof(in->name), "%s/native/packet/tiny/%u", in->row->name, i);
		in->done = ends[i] != STATUSES;
		in->result.status = ends[i];
		if (ends[i] == KNOWN)
			strcpy(in->result.evidence, "veth.c");
	}
}

static char *written(const struct report_kind *kind)
{
	struct reports reports = { .count = 1 };
	char *text;
	size_t size;

	reports.list[0] = (struct report){ .kind = kind, .out = open_memstream(&text, &size) };
	reports_begin(&reports, &suite);
	for (unsigned i = 0; i < suite.count; i++)
		if (suite.instances[i].done)
			reports_one(&reports, i + 1, &suite.instances[i]);
	reports_end(&reports, &suite);
	fclose(reports.list[0].out);
	return text;
}

static void expect_part(const struct report_kind *kind, const char *part)
{
	_cleanup_(text_free) char *text = written(kind);

	if (!strstr(text, part))
		fail_msg("no '%s' in:\n%s", part, text);
}

static void test_interrupted(void **state)
{
	static const enum status ends[] = { PASS, STATUSES, STATUSES, STATUSES };

	(void)state;
	run(ends, ARRAY_SIZE(ends));
	fault(0, "interrupted");
	expect_part(&report_junit, "<testsuite name=\"xdpcheck\" tests=\"2\" failures=\"0\" "
				   "errors=\"1\" skipped=\"0\"");
	expect_part(&report_junit,
		    "<testcase classname=\"xdpcheck\" name=\"xdpcheck/run\" time=\"0.000000\">\n"
		    "<error type=\"not-run\" message=\"interrupted: 3 of 4 did not run\">"
		    "</error>\n</testcase>\n</testsuite>\n");
	expect_part(&report_ktap, "\nBail out! 3 of 4 did not run\n# Totals: pass:1 ");
}

/* No lab could be made. */
static void test_never_started(void **state)
{
	static const enum status ends[] = { STATUSES, STATUSES };

	(void)state;
	run(ends, ARRAY_SIZE(ends));
	fault(-EPERM, "make a \"lab\"");
	expect_part(&report_junit, " tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\"");
	expect_part(&report_junit, " message=\"make a &quot;lab&quot;: Operation not permitted: "
				   "2 of 2 did not run\"></error>\n");
	expect_part(&report_ktap, "\nBail out! 2 of 2 did not run\n# Totals: pass:0 ");
}

/* A run that ended says nothing of that. */
static void test_ended(void **state)
{
	static const enum status ends[] = { PASS, SKIP };
	_cleanup_(text_free) char *junit = NULL, *ktap = NULL;

	(void)state;
	run(ends, ARRAY_SIZE(ends));
	junit = written(&report_junit);
	ktap = written(&report_ktap);
	assert_null(strstr(junit, "xdpcheck/run"));
	assert_null(strstr(ktap, "Bail out!"));
}

static void test_strict(void **state)
{
	static const enum status ends[] = { KNOWN, PASS };
	_cleanup_(text_free) char *term = NULL;

	(void)state;
	run(ends, ARRAY_SIZE(ends));
	suite.strict = true;
	expect_part(&report_ktap, "# Totals: pass:1 fail:1 xfail:0 xpass:0 skip:0 error:0\n");
	expect_part(&report_junit, " tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\"");
	expect_part(&report_term, "\n1 failed (known, --strict), 1 passed in ");
	expect_part(&report_term, "\n  tx               -               1 FAIL/2 ");
	expect_part(&report_term, "\nKnown deviations, failing a strict run\n     1  veth.c\n");
	term = written(&report_term);
	assert_null(strstr(term, "k: known deviations"));
}

static void test_strict_mixed(void **state)
{
	static const enum status ends[] = { KNOWN, PASS, FAIL, SKIP };

	(void)state;
	run(ends, ARRAY_SIZE(ends));
	suite.strict = true;
	expect_part(&report_term, "\n2 failed (1 known, --strict), 1 passed, 1 skipped in ");
	suite.strict = false;
	expect_part(&report_term, "\n1 failed, 1 passed, 1 known, 1 skipped in ");
}

static void test_strict_json(void **state)
{
	static const enum status ends[] = { KNOWN, PASS, FAIL };
	_cleanup_(text_free) char *text = NULL;
	json_t *root, *summary, *in;

	(void)state;
	run(ends, ARRAY_SIZE(ends));
	suite.strict = true;
	text = written(&report_json);
	root = json_loads(text, 0, NULL);
	summary = json_object_get(root, "summary");
	in = json_array_get(json_object_get(root, "instances"), 0);
	assert_true(json_is_true(json_object_get(summary, "strict")));
	assert_int_equal(json_integer_value(json_object_get(summary, "fail")), 2);
	assert_int_equal(json_integer_value(json_object_get(summary, "known")), 0);
	assert_string_equal(json_string_value(json_object_get(in, "status")), "known");
	json_decref(root);
}

/* A few are named each, many by their cases. */
static void test_known_names(void **state)
{
	static const enum status ends[] = { KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, KNOWN };

	(void)state;
	run(ends, 2);
	expect_part(&report_term,
		    "\nKnown deviations\n     2  veth.c\n        tx.bounce/native/packet/tiny/0, "
		    "tx.full/native/packet/tiny/1\n");
	run(ends, 6);
	expect_part(&report_term, ", tx.full/native/packet/tiny/5\n");
	run(ends, 7);
	expect_part(&report_term, "\n     7  veth.c\n        tx.bounce (4), tx.full (3)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_never_started),
		cmocka_unit_test(test_ended),
		cmocka_unit_test(test_strict),
		cmocka_unit_test(test_strict_mixed),
		cmocka_unit_test(test_strict_json),
		cmocka_unit_test(test_known_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
