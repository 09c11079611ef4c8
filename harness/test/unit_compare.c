/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said of two runs, in full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../compare.h"
#include "../text.h"
#include "saved_file.h"

/* What compare prints without its first two lines, which name the runs. */
static void expect(const char *one, const char *other, bool differ, const char *want)
{
	char *text = NULL;
	struct saved a, b;
	const char *rest;
	bool differs;

	load_run(&a, one);
	load_run(&b, other);
	PRINTED(text, out, assert_int_equal(compare_print(out, &a, &b, &differs), 0));
	rest = strchr(strchr(text, '\n') + 1, '\n') + 1;
	assert_string_equal(rest, want);
	assert_int_equal(differs, differ);
	free(text);
	saved_free(&a);
	saved_free(&b);
}

static void test_same(void **state)
{
	static const char run[] = RUN(IN("tx.a/core", "core", "pass", ""));

	(void)state;
	expect(run, run, false, "\n1 as before\n");
	expect(RUN(""), RUN(""), false, "\n0 as before\n");
}

static void test_first_lines(void **state)
{
	struct saved a, b;
	char *text = NULL;
	bool differ;

	(void)state;
	load_run(&a, RUN(IN("tx.a/core", "core", "pass", "")));
	load_run(&b, "{\"schema\":1,\n\"instances\":[\n");
	PRINTED(text, out, compare_print(out, &a, &b, &differ));
	assert_string_equal(text, ": Linux 6.12.117+deb12-cloud-amd64, veth, 1 instance\n"
				  ": Linux of an unknown version, 0 instances\n"
				  "      but     the report is incomplete: it breaks off before "
				  "the first instance\n\n"
				  "In only one of the reports, as the other is "
				  "incomplete\n\n"
				  "  pass, 1 instance of veth\n      tx.a/core\n\n"
				  "1 in only one, as the other is incomplete, 0 as before\n");
	assert_true(differ);
	free(text);
	saved_free(&a);
	saved_free(&b);
}

/* Every kind of change, told with both sentences, and alike ones together. */
static void test_changes(void **state)
{
	(void)state;
	expect(RUN(LIST9(IN("tx.a/native/xsk/tiny/1", "native", "pass", ""),
			 IN("tx.a/native/xsk/tiny/16", "native", "pass", ""),
			 IN("tx.b/core", "core", "fail", "frame 1 of 16 was lost"),
			 IN("tx.c/core", "core", "skip", "no debugfs"),
			 IN("tx.d/core", "core", "pass", ""),
			 IN("tx.e/core", "core", "error", "no memory"),
			 IN("tx.f/core", "core", "skip", "no peer"),
			 IN("tx.g/core", "core", "fail", "frame 3 of 16 was lost"),
			 IN("tx.gone/core", "core", "pass", ""))),
	       RUN(LIST9(IN("tx.a/native/xsk/tiny/1", "native", "fail", "frame 1 of 1 was lost"),
			 IN("tx.a/native/xsk/tiny/16", "native", "fail", "frame 2 of 16 was lost"),
			 IN("tx.b/core", "core", "pass", ""),
			 IN("tx.c/core", "core", "pass", ""),
			 IN("tx.d/core", "core", "skip", "no debugfs"),
			 IN("tx.e/core", "core", "known", "frame 1 was lost"),
			 IN("tx.f/core", "core", "skip", "no wire"),
			 IN("tx.g/core", "core", "fail", "frame 4 of 17 was lost"),
			 IN("tx.new/core", "core", "fail", "it is broken"))),
	       true,
	       "\nRegressed\n\n  pass -> fail, 2 instances of veth\n"
	       "      is      frame 1 of 1 was lost\n      tx.a/*\n"
	       "\nFixed\n\n  fail -> pass, 1 instance of veth\n"
	       "      was     frame 1 of 16 was lost\n      tx.b/core\n"
	       "\nSkipped now\n\n  pass -> skip, 1 instance of veth\n"
	       "      is      no debugfs\n      tx.d/core\n"
	       "\nNot skipped any more\n\n  skip -> pass, 1 instance of veth\n"
	       "      was     no debugfs\n      tx.c/core\n"
	       "\nChanged otherwise\n\n  error -> known, 1 instance of veth\n"
	       "      was     no memory\n      is      frame 1 was lost\n      tx.e/core\n"
	       "\nNew\n\n  fail, 1 instance of veth\n"
	       "      reason  it is broken\n      tx.new/core\n"
	       "\nGone\n\n  pass, 1 instance of veth\n      tx.gone/core\n"
	       "\nThe same status for another reason (no difference)\n\n"
	       "  skip -> skip, 1 instance of veth\n"
	       "      was     no peer\n      is      no wire\n      tx.f/core\n"
	       "\n2 regressed, 1 fixed, 1 skipped now, 1 not skipped any more, 1 changed "
	       "otherwise, 1 new, 1 gone, 1 for another reason, 1 as before\n");
}

/* A run with one device is compared with that of another; with more, by label. */
static void test_devices(void **state)
{
	(void)state;
	expect(RUN(IN_DEV("veth", "tx.a/core", "core", "pass", "")),
	       RUN(IN_DEV("igb", "tx.a/core", "core", "skip", "\xe2\x80\xae \\u001b[31m <b>")),
	       true,
	       "\nSkipped now\n\n  pass -> skip, 1 instance of igb\n"
	       "      is      ? ?[31m <b>\n      tx.a/core\n\n1 skipped now, 0 as before\n");
	expect(RUN(IN_DEV("veth", "tx.a/core", "core", "pass", "")),
	       RUN(LIST2(IN_DEV("igb", "tx.a/core", "core", "fail", ""),
			 IN_DEV("veth", "tx.a/core", "core", "pass", ""))),
	       true,
	       "\nNew\n\n  fail, 1 instance of igb\n      tx.a/core\n\n1 new, 1 as before\n");
}

/* What is known is the same deviation, in whatever words. */
static void test_known(void **state)
{
	static const char a[] = "{\"schema\":1,\"instances\":[{\"name\":\"a.a/core\",\"mode\":"
				"\"core\",\"status\":\"known\",\"reason\":\"x\",\"evidence\":\"e\","
				"\"why\":\"w\"}],\"summary\":{}}";
	static const char b[] = "{\"schema\":1,\"instances\":[{\"name\":\"a.a/core\",\"mode\":"
				"\"core\",\"status\":\"known\",\"reason\":\"y\","
				"\"evidence\":\"e\"}],\"summary\":{}}";
	static const char c[] = "{\"schema\":1,\"instances\":[{\"name\":\"a.a/core\",\"mode\":"
				"\"core\",\"status\":\"pass\"}],\"summary\":{}}";

	(void)state;
	expect(a, b, false, "\n1 as before\n");
	expect(c, a, true, "\nRegressed\n\n  pass -> known, 1 instance\n"
			   "      is      x\n      why     w\n      known   e\n      a.a/core\n"
			   "\n1 regressed, 0 as before\n");
	expect(a, c, true, "\nFixed\n\n  known -> pass, 1 instance\n"
			   "      was     x\n      known   e\n      a.a/core\n"
			   "\n1 fixed, 0 as before\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_first_lines),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
