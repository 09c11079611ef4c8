/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints as several kernels describe them, and what is read of their records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../tracepoint.h"
#include "../xdpcheck.h"

#define COMMON									\
	"format:\n"								\
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"	\
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

/* As 6.18 has it, and as another kernel might. */
static const char redirect[] =
	"name: xdp_redirect\nID: 582\n" COMMON
	"\tfield:int prog_id;\toffset:8;\tsize:4;\tsigned:1;\n"
	"\tfield:u32 act;\toffset:12;\tsize:4;\tsigned:0;\n"
	"\tfield:int ifindex;\toffset:16;\tsize:4;\tsigned:1;\n"
	"\tfield:int err;\toffset:20;\tsize:4;\tsigned:1;\n"
	"\tfield:int to_ifindex;\toffset:24;\tsize:4;\tsigned:1;\n"
	"\nprint fmt: \"prog_id=%d ifindex=%d\", REC->prog_id, REC->ifindex\n";
static const char moved[] =
	"name: xdp_redirect\nID: 65000\n" COMMON
	"\tfield:int to_ifindex;\toffset:8;\tsize:4;\tsigned:1;\n"
	"\tfield:int ifindex;\toffset:28;\tsize:4;\tsigned:1;";
static const char refusal[] =
	"name: bpf_xdp_link_attach_failed\nID: 583\n" COMMON
	"\tfield:__data_loc char[] msg;\toffset:8;\tsize:4;\tsigned:0;\n"
	"\nprint fmt: \"errmsg=%s\", __get_str(msg)\n";

static void test_parse(void **state)
{
	struct tracepoint tp = {
		.name = "xdp/xdp_redirect", .fields = { "ifindex", "to_ifindex" },
	};

	(void)state;
	assert_int_equal(tracepoint_parse(&tp, redirect), 0);
	assert_int_equal(tp.id, 582);
	assert_int_equal(tp.at[0].offset, 16);
	assert_int_equal(tp.at[1].offset, 24);
	assert_int_equal(tracepoint_parse(&tp, moved), 0);
	assert_int_equal(tp.id, 65000);
	assert_int_equal(tp.at[0].offset, 28);
	assert_int_equal(tp.at[1].offset, 8);
}

static void test_refusals(void **state)
{
	static const struct { const char *field, *format, *sentence; } cases[] = {
		{ "ifindex", "", "find the id of the tracepoint x: Protocol error" },
		{ "ifindex", "ID: none\n", "find the id of the tracepoint x: Protocol error" },
		{ "ifindex", refusal,
		  "find the field ifindex of the tracepoint x: Protocol error" },
		{ "index", redirect, "find the field index of the tracepoint x: Protocol error" },
		{ "prog", redirect, "find the field prog of the tracepoint x: Protocol error" },
		{ "common_type", redirect,
		  "find the field common_type of the tracepoint x: Protocol error" },
		{ "err", "ID: 3\n\tfield:int err;\toffset:;\tsize:4;\n",
		  "find the field err of the tracepoint x: Protocol error" },
		{ "err", "ID: 3\n\tfield:int err",
		  "find the field err of the tracepoint x: Protocol error" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tracepoint tp = { .name = "x", .fields = { cases[i].field } };

		assert_int_equal(tracepoint_parse(&tp, cases[i].format), -EPROTO);
		assert_string_equal(fault_text(), cases[i].sentence);
	}
}

static void test_numbers(void **state)
{
	struct tracepoint tp = { .name = "xdp/xdp_redirect", .fields = { "err", "to_ifindex" } };
	const uint32_t record[] = { 582, 0, 0, 0, 0, (uint32_t)-ENETDOWN, 7 };

	(void)state;
	assert_int_equal(tracepoint_parse(&tp, redirect), 0);
	assert_int_equal(record_id(record, sizeof(record)), 582);
	assert_int_equal(record_id(record, 1), 0);
	assert_int_equal((int32_t)record_number(&tp, 0, record, sizeof(record)), -ENETDOWN);
	assert_int_equal(record_number(&tp, 1, record, sizeof(record)), 7);
	assert_int_equal(record_number(&tp, 1, record, sizeof(record) - 1), 0);
}

static void test_text(void **state)
{
	struct { uint32_t common[2], where; char words[8]; } record = {
		.where = 6 << 16 | 12, .words = "Nobody",
	};
	struct tracepoint tp = { .name = "xdp/refused", .fields = { "msg" } };
	char text[16];

	(void)state;
	assert_int_equal(tracepoint_parse(&tp, refusal), 0);
	record_text(&tp, 0, &record, sizeof(record), text, sizeof(text));
	assert_string_equal(text, "Nobody");
	record_text(&tp, 0, &record, sizeof(record), text, 4);
	assert_string_equal(text, "Nob");
	record_text(&tp, 0, &record, 12, text, sizeof(text));
	assert_string_equal(text, "");
	record.where = 9 << 16 | 12;
	record_text(&tp, 0, &record, sizeof(record), text, sizeof(text));
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
