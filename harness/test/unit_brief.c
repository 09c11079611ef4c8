/* SPDX-License-Identifier: GPL-2.0-only */
/* Briefs as text: every one that a run can send comes back as it was, and no
 * other line is taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../frame.h"
#include "../suite.h"

#define LINE "tx.bounce packet vlan 16 abcdef 02:11:22:33:44:5f 3506"

static void test_round_trip(void **state)
{
	struct brief brief = {
		.run = 0x00000f, .mac = { 0, 1, 0x7f, 0x80, 0xfe, 0xff }, .largest = 60,
	};
	unsigned trips = 0;

	(void)state;
	for (unsigned i = 0; i < suites_count; i++) {
		for (unsigned k = 0; k < suites[i]->count; k++) {
			brief.row = &suites[i]->rows[k];
			for (unsigned n = 0; n < WAYS * SHAPES; n++) {
				bool has = brief.row->ways & SET(n / SHAPES) &&
					   brief.row->shapes & SET(n % SHAPES);
				struct brief got = {};
				char line[160];

				brief.way = n / SHAPES;
				brief.shape = n % SHAPES;
				brief.count = 1 + n * (MAX_FRAMES - 1) / (WAYS * SHAPES - 1);
				brief_print(&brief, line, sizeof(line));
				assert_int_equal(brief_parse(&got, line), has ? 0 : -EINVAL);
				trips += has;
				if (has)
					assert_memory_equal(&got, &brief, sizeof(got));
			}
		}
	}
	assert_true(trips > 100);
}

static void test_text(void **state)
{
	struct brief brief;
	char line[160];

	(void)state;
	memset(&brief, 0, sizeof(brief));
	assert_int_equal(brief_parse(&brief, LINE), 0);
	assert_ptr_equal(brief.row, suite_find("tx.bounce"));
	assert_int_equal(brief.way, WAY_PACKET);
	assert_int_equal(brief.shape, SHAPE_VLAN);
	assert_int_equal(brief.count, 16);
	assert_int_equal(brief.run, 0xabcdef);
	assert_memory_equal(brief.mac, "\x02\x11\x22\x33\x44\x5f", 6);
	assert_int_equal(brief.largest, 3506);
	brief_print(&brief, line, sizeof(line));
	assert_string_equal(line, LINE);
}

#define MAC "02:11:22:33:44:5f"

static void test_malformed(void **state)
{
	static const char *const lines[] = {
		"",
		" ",
		"tx.bounce",
		"tx.bounce packet vlan 16 abcdef " MAC,
		"tx.bounce packet vlan 16 abcdef 3506",
		" " LINE,
		LINE " ",
		LINE " more",
		LINE "x",
		"tx.bounce  packet vlan 16 abcdef " MAC " 3506",
		/* nobody knows these */
		"tx.bounces packet vlan 16 abcdef " MAC " 3506",
		"tx.boun packet vlan 16 abcdef " MAC " 3506",
		"tx.bounce pigeon vlan 16 abcdef " MAC " 3506",
		"tx.bounce packet round 16 abcdef " MAC " 3506",
		/* nor has the row these */
		"tx.bounce packet masked 16 abcdef " MAC " 3506",
		"tx.gro-peer xsk tiny 16 abcdef " MAC " 3506",
		"devmap.miss-drop live tiny 16 abcdef " MAC " 3506",
		"attach.replace packet tiny 16 abcdef " MAC " 3506",
		/* how many */
		"tx.bounce packet vlan 0 abcdef " MAC " 3506",
		"tx.bounce packet vlan 321 abcdef " MAC " 3506",
		"tx.bounce packet vlan -1 abcdef " MAC " 3506",
		"tx.bounce packet vlan -4294967280 abcdef " MAC " 3506",
		"tx.bounce packet vlan 4294967312 abcdef " MAC " 3506",
		"tx.bounce packet vlan 016 abcdef " MAC " 3506",
		"tx.bounce packet vlan 16.0 abcdef " MAC " 3506",
		"tx.bounce packet vlan many abcdef " MAC " 3506",
		/* which run */
		"tx.bounce packet vlan 16 1000000 " MAC " 3506",
		"tx.bounce packet vlan 16 ffffffff " MAC " 3506",
		"tx.bounce packet vlan 16 -1 " MAC " 3506",
		"tx.bounce packet vlan 16 0xabcd " MAC " 3506",
		"tx.bounce packet vlan 16 abc " MAC " 3506",
		"tx.bounce packet vlan 16 ABCDEF " MAC " 3506",
		/* whose */
		"tx.bounce packet vlan 16 abcdef 02:11:22:33:44 3506",
		"tx.bounce packet vlan 16 abcdef 02:11:22:33:44:5f:60 3506",
		"tx.bounce packet vlan 16 abcdef 2:11:22:33:44:5f 3506",
		"tx.bounce packet vlan 16 abcdef -2:11:22:33:44:5f 3506",
		"tx.bounce packet vlan 16 abcdef 002:11:22:33:44:5f 3506",
		"tx.bounce packet vlan 16 abcdef 02-11-22-33-44-5f 3506",
		/* how long */
		"tx.bounce packet vlan 16 abcdef " MAC " 59",
		"tx.bounce packet vlan 16 abcdef " MAC " 3585",
		"tx.bounce packet vlan 16 abcdef " MAC " -3506",
		"tx.bounce packet vlan 16 abcdef " MAC " 4294970802",
		"tx.bounce packet vlan 16 abcdef " MAC " 99999999999999999999",
	};
	struct brief brief, before;

	(void)state;
	memset(&before, 0x5a, sizeof(before));
	brief = before;
	for (unsigned i = 0; i < ARRAY_SIZE(lines); i++) {
		if (!brief_parse(&brief, lines[i]))
			fail_msg("'%s' is taken", lines[i]);
		assert_memory_equal(&brief, &before, sizeof(brief));
	}
}

/* Each field in turn is longer than anything that is read into. */
static void test_overlong(void **state)
{
	static const unsigned at[] = { 0, 10, 17, 22, 25, 32, 50, sizeof(LINE) - 1 };
	char line[sizeof(LINE) + 600];
	struct brief brief;

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(at); i++) {
		memcpy(line, LINE, at[i]);
		memset(line + at[i], i & 1 ? 'a' : '1', 600);
		strcpy(line + at[i] + 600, &LINE[at[i]]);
		assert_int_equal(brief_parse(&brief, line), -EINVAL);
	}
}

static void test_limits(void **state)
{
	static const char *const lines[] = {
		"tx.bounce packet largest 1 000000 00:00:00:00:00:00 60",
		"tx.bounce packet largest 320 ffffff ff:ff:ff:ff:ff:ff 3584",
	};
	struct brief brief;

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(lines); i++)
		assert_int_equal(brief_parse(&brief, lines[i]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_overlong),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
