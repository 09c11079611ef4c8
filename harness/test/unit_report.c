/* SPDX-License-Identifier: GPL-2.0-only */
/* Each report, to the letter, of one instance for each way to end, with reasons
 * that hold everything that the formats treat in their own way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include "../report.h"
#include "../text.h"

#define NASTY "want \"3\" <of> 'all' & got\n# 2 \t caf\xc3\xa9 \x1b[31m \xff"

static const char script[] = "";	/* no more is said of steps than that there are some */

static const struct xcase bounce = {
	.name = "tx.bounce", .clauses = "B01 B02",
	.why = "XDP_TX must put the frame back on the wire it came from",
	.prog = "tx", .modes = BOTH, .ways = PACKET, .shapes = TINY,
};
static const struct xcase refuse = {
	.name = "devmap.refuse", .clauses = "D01",
	.why = "A devmap must refuse keys that it does not have",
	.steps = (const void *)script,
};

static struct device device = {
	.label = "eth1", .spec = "eth1,eth2",
	.facts = {
		.dev = "eth1", .driver = "veth", .version = "1.0", .caps = SET(CAP_LIVE),
		.missing = { [CAP_XSK] = "no AF_XDP in this kernel" },
		.largest = 3506, .features = 0x45, .has_features = true,
	},
};

static struct instance instances[] = {
	{ .row = &bounce, .mode = MODE_GENERIC, .way = WAY_PACKET, .shape = SHAPE_TINY,
	  .burst = BURST_16, .device = &device,
	  .name = "tx.bounce/generic/packet/tiny/16", .done = true,
	  .result = { .status = PASS, .got = MODE_GENERIC, .us = 1500, .waited_us = 250,
		      .seen = { .sent = 16, .ran = 16, .at = { [AT_PEER] = 16 } } } },
	{ .row = &bounce, .mode = MODE_NATIVE, .way = WAY_PACKET, .shape = SHAPE_TINY,
	  .burst = BURST_17, .device = &device,
	  .name = "tx.bounce/native/packet/tiny/17", .done = true,
	  .result = { .status = FAIL, .got = MODE_GENERIC, .us = 12499, .reason = NASTY,
		      .seen = { .sent = 17, .ran = 17, .at = { [AT_PEER] = 2 },
				.events = { [EV_EXCEPTION] = 15 }, .err = -EINVAL,
				.log = "<4>oops & \"more\"", .extack = "no \x01" } } },
	{ .row = &bounce, .mode = MODE_NATIVE, .way = WAY_PACKET, .shape = SHAPE_TINY,
	  .burst = BURST_1, .device = &device,
	  .name = "tx.bounce/native/packet/tiny/1", .done = true,
	  .result = { .status = KNOWN, .got = MODE_NATIVE, .reason = NASTY, .us = 499,
		      .evidence = "veth.c <veth_xdp_rcv>", .seen = { .sent = 1, .ran = 1 } } },
	{ .row = &bounce, .mode = MODE_OFFLOAD, .way = WAY_PACKET, .shape = SHAPE_TINY,
	  .burst = BURST_16, .device = &device,
	  .name = "tx.bounce/offload/packet/tiny/16", .done = true,
	  .result = { .status = SKIP, .reason = NASTY } },
	{ .row = &refuse, .mode = MODE_CORE, .device = &device,
	  .name = "devmap.refuse/core", .done = true,
	  .result = { .status = ERROR, .got = MODES, .reason = NASTY } },
};

static struct suite suite = {
	.instances = instances, .count = ARRAY_SIZE(instances), .us = 2100000,
	.devices = &device, .devices_count = 1,
};

/* The whole report of a kind, less the lines that tell of this machine. */
static char *written(const struct report_kind *kind, const char *without)
{
	struct reports reports = { .count = 1 };
	char *text, *line, *next;
	size_t size;

	reports.list[0] = (struct report){ .kind = kind, .out = open_memstream(&text, &size) };
	reports_begin(&reports, &suite);
	for (unsigned i = 0; i < suite.count; i++)
		if (suite.instances[i].done)
			reports_one(&reports, i + 1, &suite.instances[i]);
	reports_end(&reports, &suite);
	fclose(reports.list[0].out);
	for (line = text; *line; line = next) {
		next = strchr(line, '\n') + 1;
		if (strncmp(line, without, strlen(without)))
			continue;
		memmove(line, next, strlen(next) + 1);
		next = line;
	}
	return text;
}

static void expect_text(const struct report_kind *kind, const char *without, const char *want)
{
	_cleanup_(text_free) char *text = written(kind, without);

	assert_string_equal(text, want);
}

#define LINE "want \"3\" <of> 'all' & got # 2   caf\xc3\xa9 ?[31m ?"
#define WHY "XDP_TX must put the frame back on the wire it came from"
#define RUN "xdpcheck run --dev eth1,eth2 --only "

static void test_ktap(void **state)
{
	(void)state;
	expect_text(&report_ktap, "# device: ",
		    "KTAP version 1\n1..5\n"
		    "ok 1 tx.bounce/generic/packet/tiny/16 # time=2ms\n"
		    "# why: " WHY "\n# broken: " LINE "\n"
		    "# seen: sent 17, ran 17, peer 2, xdp_exception 15, mode got generic, "
		    "refused with -EINVAL, extack 'no ?', kernel log '<4>oops & \"more\"'\n"
		    "# repeat: " RUN "'tx.bounce/native/packet/tiny/17'\n"
		    "not ok 2 tx.bounce/native/packet/tiny/17 # time=12ms\n"
		    "# why: " WHY "\n# broken: " LINE "\n# known: veth.c <veth_xdp_rcv>\n"
		    "# seen: sent 1, ran 1\n"
		    "# repeat: " RUN "'tx.bounce/native/packet/tiny/1'\n"
		    "ok 3 tx.bounce/native/packet/tiny/1 # XFAIL " LINE " time=0ms\n"
		    "ok 4 tx.bounce/offload/packet/tiny/16 # SKIP " LINE " time=0ms\n"
		    "# why: A devmap must refuse keys that it does not have\n"
		    "# error: " LINE "\n# seen: sent 0, ran 0\n"
		    "# repeat: " RUN "'devmap.refuse/core'\n"
		    "not ok 5 devmap.refuse/core # ERROR " LINE " time=0ms\n"
		    "# Totals: pass:1 fail:1 xfail:1 xpass:0 skip:1 error:1\n");
}

static void test_ktap_strict(void **state)
{
	_cleanup_(text_free) char *text = NULL;

	(void)state;
	suite.strict = true;
	text = written(&report_ktap, "# device: ");
	suite.strict = false;
	assert_non_null(strstr(text, "\nnot ok 3 tx.bounce/native/packet/tiny/1 # time=0ms\n"));
	assert_non_null(strstr(text, "\n# Totals: pass:1 fail:2 xfail:0 xpass:0 skip:1 error:1\n"));
}

#define XML "want &quot;3&quot; &lt;of&gt; 'all' &amp; got&#10;# 2 &#9; caf\xc3\xa9 " \
	    "\xef\xbf\xbd[31m \xef\xbf\xbd"
#define COUNTS(failures, skipped) \
	" name=\"xdpcheck\" tests=\"5\" failures=\"" failures "\" errors=\"1\" skipped=\"" \
	skipped "\" time=\"2.100000\">\n"
#define TESTCASE(suite, name, time) \
	"<testcase classname=\"xdpcheck." suite "\" name=\"" name "\" time=\"" time "\">\n"
#define JUNIT(failures, skipped, known) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	"<testsuites" COUNTS(failures, skipped) "<testsuite" COUNTS(failures, skipped) \
	"<properties>\n</properties>\n" \
	TESTCASE("tx", "tx.bounce/generic/packet/tiny/16", "0.001500") "</testcase>\n" \
	TESTCASE("tx", "tx.bounce/native/packet/tiny/17", "0.012499") \
	"<failure type=\"fail\" message=\"" XML "\">why: " WHY "\n" \
	"seen: sent 17, ran 17, peer 2, xdp_exception 15, mode got generic, " \
	"refused with -EINVAL, extack 'no \xef\xbf\xbd', " \
	"kernel log '&lt;4&gt;oops &amp; &quot;more&quot;'\n" \
	"repeat: " RUN "'tx.bounce/native/packet/tiny/17'</failure>\n</testcase>\n" \
	TESTCASE("tx", "tx.bounce/native/packet/tiny/1", "0.000499") \
	"<" known " type=\"known\" message=\"" XML "\">why: " WHY "\n" \
	"seen: sent 1, ran 1\nknown: veth.c &lt;veth_xdp_rcv&gt;\n" \
	"repeat: " RUN "'tx.bounce/native/packet/tiny/1'</" known ">\n</testcase>\n" \
	TESTCASE("tx", "tx.bounce/offload/packet/tiny/16", "0.000000") \
	"<skipped type=\"skip\" message=\"" XML "\"></skipped>\n</testcase>\n" \
	TESTCASE("devmap", "devmap.refuse/core", "0.000000") \
	"<error type=\"error\" message=\"" XML "\">" \
	"why: A devmap must refuse keys that it does not have\nseen: sent 0, ran 0\n" \
	"repeat: " RUN "'devmap.refuse/core'</error>\n</testcase>\n" \
	"</testsuite>\n</testsuites>\n"

static void test_junit(void **state)
{
	(void)state;
	expect_text(&report_junit, "<property ", JUNIT("1", "2", "skipped"));
	suite.strict = true;
	expect_text(&report_junit, "<property ", JUNIT("2", "1", "failure"));
	suite.strict = false;
}

static void test_junit_properties(void **state)
{
	_cleanup_(text_free) char *text = written(&report_junit, "<property name=\"kernel");

	(void)state;
	assert_non_null(strstr(text, "<property name=\"driver\" value=\"veth\"/>\n"));
	assert_non_null(strstr(text, "<property name=\"largest_frame\" value=\"3506\"/>\n"));
	assert_non_null(strstr(text, "value=\"[&quot;basic&quot;,&quot;ndo-xmit&quot;,"));
}

#define CLEAN "want \"3\" <of> 'all' & got\n# 2 \t caf\xc3\xa9 \x1b[31m \xef\xbf\xbd"

static const char *string_at(json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static int number_at(json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static json_t *parsed(void)
{
	_cleanup_(text_free) char *text = written(&report_json, "nothing");
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(root);
	assert_int_equal(number_at(root, "schema"), 1);
	return root;
}

static void test_json_instance(void **state)
{
	json_t *root = parsed();
	json_t *in = json_array_get(json_object_get(root, "instances"), 1);
	json_t *seen = json_object_get(in, "seen");

	(void)state;
	assert_string_equal(string_at(in, "name"), "tx.bounce/native/packet/tiny/17");
	assert_string_equal(string_at(in, "case"), "tx.bounce");
	assert_string_equal(string_at(in, "mode"), "native");
	assert_string_equal(string_at(in, "got"), "generic");
	assert_string_equal(string_at(in, "way"), "packet");
	assert_string_equal(string_at(in, "shape"), "tiny");
	assert_int_equal(number_at(in, "frames"), 17);
	assert_int_equal(json_array_size(json_object_get(in, "clauses")), 2);
	assert_string_equal(string_at(in, "why"), WHY);
	assert_string_equal(string_at(in, "status"), "fail");
	assert_string_equal(string_at(in, "reason"), CLEAN);
	assert_true(json_real_value(json_object_get(in, "ms")) == 12.499);
	assert_string_equal(string_at(in, "repeat"), RUN "'tx.bounce/native/packet/tiny/17'");
	assert_int_equal(number_at(seen, "sent"), 17);
	assert_int_equal(number_at(json_object_get(seen, "at"), "peer"), 2);
	assert_int_equal(number_at(json_object_get(seen, "at"), "stack"), 0);
	assert_int_equal(number_at(json_object_get(seen, "events"), "xdp_exception"), 15);
	assert_int_equal(number_at(seen, "errno"), -EINVAL);
	assert_string_equal(string_at(seen, "error"), "-EINVAL");
	assert_string_equal(string_at(seen, "log"), "<4>oops & \"more\"");
	json_decref(root);
}

static void test_json_others(void **state)
{
	json_t *root = parsed();
	json_t *array = json_object_get(root, "instances");

	(void)state;
	assert_int_equal(json_array_size(array), 5);
	assert_string_equal(string_at(json_array_get(array, 2), "status"), "known");
	assert_string_equal(string_at(json_array_get(array, 2), "evidence"),
			    "veth.c <veth_xdp_rcv>");
	assert_true(json_is_null(json_object_get(json_array_get(array, 3), "got")));
	assert_true(json_is_null(json_object_get(json_array_get(array, 4), "got")));
	assert_true(json_is_null(json_object_get(json_array_get(array, 4), "way")));
	assert_true(json_is_null(json_object_get(json_array_get(array, 4), "frames")));
	json_decref(root);
}

static void test_json_rest(void **state)
{
	json_t *root = parsed();
	json_t *env = json_object_get(root, "environment");
	json_t *summary = json_object_get(root, "summary");

	(void)state;
	assert_string_equal(string_at(env, "driver"), "veth");
	assert_non_null(string_at(env, "kernel"));
	assert_true(number_at(env, "page_size") > 0);
	assert_true(number_at(env, "cpus") > 0);
	assert_string_equal(json_string_value(json_array_get(
				    json_object_get(env, "capabilities"), 0)),
			    "live-frames");
	assert_string_equal(string_at(json_object_get(env, "missing"), "af-xdp"),
			    "no AF_XDP in this kernel");
	assert_int_equal(json_array_size(json_object_get(env, "features")), 3);
	for (enum status s = 0; s < STATUSES; s++)
		assert_int_equal(number_at(summary, status_names[s]), 1);
	assert_int_equal(number_at(summary, "total"), 5);
	assert_false(json_is_true(json_object_get(summary, "strict")));
	json_decref(root);
}

static void test_json_empty(void **state)
{
	unsigned count = suite.count;
	json_t *root;

	(void)state;
	suite.count = 0;
	root = parsed();
	suite.count = count;
	assert_int_equal(json_array_size(json_object_get(root, "instances")), 0);
	json_decref(root);
}

#define WRAPPED "want \"3\" <of> 'all' & got # 2 caf\xc3\xa9 ?[31m ?\n"

/* All but the device's line at the end, which differs by machine. */
static void test_term(void **state)
{
	_cleanup_(text_free) char *text = written(&report_term, "nothing");

	(void)state;
	*strstr(text, "eth1 (veth), Linux ") = '\0';
	assert_string_equal(
		text, "\n                generic         native          offload         core\n"
		"  tx               1               1 FAIL/2        1s              -\n"
		"  devmap           -               -               -               1 ERROR/1\n"
		"  all              1               1 FAIL/2        1s              1 ERROR/1\n"
		"\n  k: known deviations, s: skipped\n"
		"\nSkipped\n     1  " WRAPPED "\nKnown deviations\n     1  veth.c <veth_xdp_rcv>\n"
		"        tx.bounce/native/packet/tiny/1\n"
		"\nFAIL  tx.bounce/native/packet/tiny/17\n"
		"      why     " WHY "\n      broken  " WRAPPED
		"      seen    sent 17, ran 17, peer 2, xdp_exception 15, mode got generic,\n"
		"              refused with -EINVAL, extack 'no ?', "
		"kernel log '<4>oops & \"more\"'\n"
		"      repeat  " RUN "'tx.bounce/native/packet/tiny/17'\n"
		"\nERROR devmap.refuse/core\n"
		"      why     A devmap must refuse keys that it does not have\n"
		"      error   " WRAPPED "      seen    sent 0, ran 0\n"
		"      repeat  " RUN "'devmap.refuse/core'\n"
		"\n1 failed, 1 error, 1 passed, 1 known, 1 skipped in 2.1 s\n");
}

/* Failures of a case in a mode are told once, and named up to a limit. */
static void test_term_also(void **state)
{
	static const char also[] =
		"      also    native/packet/tiny/1, native/packet/tiny/2, native/packet/tiny/3,\n"
		"              native/packet/tiny/4, native/packet/tiny/5, native/packet/tiny/6\n"
		"              and 3 more\n";
	static struct instance many[10];
	struct suite saved = suite;
	_cleanup_(text_free) char *text = NULL;

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(many); i++) {
		many[i] = instances[1];
		snprintf(many[i].name, sizeof(many[i].name), "tx.bounce/native/packet/tiny/%u", i);
	}
	suite.instances = many;
	suite.count = ARRAY_SIZE(many);
	text = written(&report_term, "nothing");
	suite = saved;
	assert_non_null(strstr(text, also));
	assert_null(strstr(strstr(text, "\nFAIL ") + 1, "\nFAIL "));
	assert_non_null(strstr(text, "\n10 failed, "));
}

/* A run that was interrupted after its second instance. */
static void test_not_run(void **state)
{
	_cleanup_(text_free) char *ktap = NULL, *term = NULL, *junit = NULL;
	json_t *root;

	(void)state;
	for (unsigned i = 2; i < suite.count; i++)
		instances[i].done = false;
	ktap = written(&report_ktap, "nothing");
	term = written(&report_term, "nothing");
	junit = written(&report_junit, "nothing");
	root = parsed();
	for (unsigned i = 2; i < suite.count; i++)
		instances[i].done = true;
	assert_non_null(strstr(ktap, "\nBail out! 3 of 5 did not run\n# Totals: pass:1 fail:1 "));
	assert_non_null(strstr(term, "\n1 failed, 3 not run, 1 passed in "));
	assert_non_null(strstr(junit, " tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"0\""));
	assert_int_equal(number_at(json_object_get(root, "summary"), "not_run"), 3);
	assert_int_equal(json_array_size(json_object_get(root, "instances")), 2);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ktap),
		cmocka_unit_test(test_ktap_strict),
		cmocka_unit_test(test_junit),
		cmocka_unit_test(test_junit_properties),
		cmocka_unit_test(test_json_instance),
		cmocka_unit_test(test_json_others),
		cmocka_unit_test(test_json_rest),
		cmocka_unit_test(test_json_empty),
		cmocka_unit_test(test_term),
		cmocka_unit_test(test_term_also),
		cmocka_unit_test(test_not_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
