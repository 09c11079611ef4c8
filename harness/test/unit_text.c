/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of any bytes: what is taken for UTF-8, what is printed, where it breaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../text.h"
#include "../xdpcheck.h"

static void test_clean(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "" },
		{ "plain \t\n\x01", "plain \t\n\x01" },
		{ "\xc3\xa9 \xe2\x82\xac", "\xc3\xa9 \xe2\x82\xac" },
		{ "\xf0\x9f\x90\xa7", "\xf0\x9f\x90\xa7" },
		{ "\xff", "\xef\xbf\xbd" },
		{ "\xc3", "\xef\xbf\xbd" },			/* cut off */
		{ "\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xc3z", "\xef\xbf\xbdz" },
		{ "\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd" },	/* too long for what it is */
		{ "\xe0\x80\xaf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },	/* surrogate */
		{ "\xf5\x80", "\xef\xbf\xbd\xef\xbf\xbd" },	/* beyond Unicode */
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(text_free) char *clean = text_clean(cases[i].text);

		assert_string_equal(clean, cases[i].want);
	}
}

static void test_line(void **state)
{
	_cleanup_(text_free) char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_int_equal(text_line(out, "a\nb\tc\x1b[0m\x7f \xc2\x9b \xc3\xa9\xff"), 15);
	fclose(out);
	assert_string_equal(text, "a b c?[0m? ? \xc3\xa9?");
}

#define TEN "0123456789"
#define BLANKS_60 "                              " "                              "

static void expect_wrapped(unsigned indent, const char *words, const char *want)
{
	_cleanup_(text_free) char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	text_wrap(out, indent, words);
	fclose(out);
	assert_string_equal(text, want);
}

static void test_wrap(void **state)
{
	(void)state;
	expect_wrapped(0, "", "\n");
	expect_wrapped(4, "  one \n two  ", "one two\n");
	expect_wrapped(60, TEN " 012345678", TEN " 012345678\n");
	expect_wrapped(60, TEN " " TEN, TEN "\n" BLANKS_60 TEN "\n");
	expect_wrapped(60, TEN TEN TEN " x", TEN TEN TEN "\n" BLANKS_60 "x\n");
}

static void test_add(void **state)
{
	char buf[8] = "";

	(void)state;
	text_add(buf, sizeof(buf), "%d,", 12);
	assert_string_equal(buf, "12,");
	text_add(buf, sizeof(buf), "%s", TEN);
	assert_string_equal(buf, "12,0123");
	text_add(buf, sizeof(buf), "more");
	assert_string_equal(buf, "12,0123");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_add),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
