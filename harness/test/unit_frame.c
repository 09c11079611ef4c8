/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames to the byte: their headers by shape, how they tell who they are, what
 * edits make of them, and how two are told apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_ether.h>
#include <cmocka.h>
#include "../frame.h"

#define RUN 0xabcdef
#define LARGEST 3000
#define IP 14			/* where headers begin */
#define UDP_AT 34

static const uint8_t mac[6] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55 };

static struct brief brief_of(const struct xcase *row, enum shape shape)
{
	struct brief brief = {
		.row = row, .way = WAY_PACKET, .shape = shape, .count = 16, .run = RUN,
		.largest = LARGEST,
	};

	memcpy(brief.mac, mac, sizeof(mac));
	return brief;
}

static unsigned get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

/* "bytes AT: HEX" */
static void expect_hex(const uint8_t *at, const char *hex)
{
	for (unsigned i = 0, byte; sscanf(hex, "%2x", &byte) == 1; i++, hex += 2 + (hex[2] == ' '))
		assert_int_equal(at[i], byte);
}

static const struct {
	unsigned len;
	const char *types;	/* tags and ethertype, from byte 12 on */
	bool ipv4, copies;
} shapes[SHAPES] = {
	[SHAPE_RUNT] = { 14, "88b5" },
	[SHAPE_MIN] = { 60, "88b5" },
	[SHAPE_TINY] = { 64, "88b5" },
	[SHAPE_UDP] = { 137, "0800", true, true },
	[SHAPE_MASKED] = { 137, "88b5", true, true },
	[SHAPE_MTU] = { 1514, "88b5" },
	[SHAPE_VLAN] = { 132, "8100 0005 88b5" },
	[SHAPE_QINQ] = { 136, "88a8 0007 8100 0005 88b5" },
	[SHAPE_LARGEST] = { LARGEST, "88b5" },
};

static void test_headers(void **state)
{
	static const struct xcase row;

	(void)state;
	for (enum shape shape = 0; shape < SHAPES; shape++) {
		struct brief brief = brief_of(&row, shape);
		uint8_t to[6];
		struct frame f;

		frame_build(&brief, STEER_TEST, 0x102, &f);
		memcpy(to, mac, sizeof(to));
		if (shape == SHAPE_MASKED)
			to[5] ^= 1;
		assert_int_equal(f.len, shapes[shape].len);
		assert_memory_equal(f.data, to, 6);
		expect_hex(f.data + 6, "02 ab cd ef 01 02");
		expect_hex(f.data + 12, shapes[shape].types);
		assert_int_equal(frame_copies(&brief), shapes[shape].copies);
	}
}

/* RFC 1071, byte by byte: a header with a right checksum sums up to ffff. */
static unsigned ones_sum(const uint8_t *at, unsigned len)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < len; i++)
		sum += i & 1 ? at[i] : at[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void test_ipv4(void **state)
{
	static const struct xcase row;

	(void)state;
	for (enum shape shape = 0; shape < SHAPES; shape++) {
		struct brief brief = brief_of(&row, shape);
		struct frame f;

		if (!shapes[shape].ipv4)
			continue;
		frame_build(&brief, STEER_TEST, 300, &f);
		expect_hex(f.data + IP, "45 00");
		assert_int_equal(get16(f.data + IP + 2), f.len - 14);
		expect_hex(f.data + IP + 8, "40 11");		/* ttl 64, UDP */
		assert_int_equal(ones_sum(f.data + IP, 20), 0xffff);
		expect_hex(f.data + IP + 12, "c0 00 02 02 c0 00 02 01");
		assert_int_equal(get16(f.data + UDP_AT), UDP_PORT);
		assert_int_equal(get16(f.data + UDP_AT + 2), UDP_PORT);
		assert_int_equal(get16(f.data + UDP_AT + 4), f.len - 34);
		assert_int_equal(get16(f.data + UDP_AT + 6), 0);
		assert_memory_equal(f.data + UDP_PAYLOAD, f.data + 6, 6);
	}
}

/* The payload differs in each run and at each offset, and repeats the number. */
static void test_payload(void **state)
{
	static const struct xcase row;
	struct brief one = brief_of(&row, SHAPE_MTU), other = one;
	unsigned same = 0, shifted = 0, numbers = 0, in_both = 0;
	struct frame a, b, next;

	(void)state;
	other.run++;
	frame_build(&one, STEER_TEST, 0x10a, &a);
	frame_build(&other, STEER_TEST, 0x10a, &b);
	frame_build(&one, STEER_TEST, 0x205, &next);
	for (unsigned i = 14; i < a.len; i++) {
		bool number = i >= SEQ_FIRST && (i - SEQ_FIRST) % SEQ_EVERY < 2;

		numbers += number;
		if (number)
			assert_int_equal(a.data[i], (i - SEQ_FIRST) % SEQ_EVERY ? 0x0a : 1);
		else
			assert_int_equal(a.data[i], next.data[i]);
		in_both += number && a.data[i] == next.data[i];
		same += !number && a.data[i] == b.data[i];
		shifted += a.data[i] == a.data[i - 1];
	}
	assert_int_equal(numbers, 2 * 23);
	assert_int_equal(in_both, 0);
	assert_in_range(same, 0, 1500 / 20);	/* by chance: one in 256 */
	assert_in_range(shifted, 0, 1500 / 20);

	one.shape = SHAPE_LARGEST;		/* the number is there whole, or not at all */
	for (one.largest = 117; one.largest <= 118; one.largest++) {
		frame_build(&one, STEER_TEST, 0x10a, &a);
		assert_int_equal(get16(a.data + 116) == 0x10a, one.largest == 118);
	}
}

static void test_steer(void **state)
{
	static const struct xcase row, mixed = { .mix = true };
	struct brief brief = brief_of(&row, SHAPE_MTU), mix = brief_of(&mixed, SHAPE_MTU);
	struct identity id;
	struct frame f;

	(void)state;
	for (unsigned steer = 0; steer < STEERS; steer++) {
		bool fence = steer >= FENCE_STACK && steer < STEER_MIX;

		frame_build(&brief, steer, 319, &f);
		assert_int_equal(f.len, shapes[fence ? SHAPE_TINY : SHAPE_MTU].len);
		assert_int_equal(f.data[6] & 3, 2);
		assert_true(frame_identify(RUN, f.data, f.len, &id));
		assert_int_equal(id.steer, steer);
		assert_int_equal(id.seq, 319);
	}
	for (unsigned seq = 0; seq < 2 * MIX_VERDICTS; seq++) {
		assert_int_equal(frame_steer(&brief, seq), STEER_TEST);
		assert_int_equal(frame_steer(&mix, seq), STEER_MIX + seq % MIX_VERDICTS);
	}
}

static void swap(uint8_t *data)
{
	uint8_t addr[6];

	memcpy(addr, data, 6);
	memcpy(data, data + 6, 6);
	memcpy(data + 6, addr, 6);
}

static void test_identify(void **state)
{
	static const struct xcase row;
	struct brief brief = brief_of(&row, SHAPE_UDP);
	struct identity id = {};
	struct frame f;

	(void)state;
	frame_build(&brief, FENCE_XSK, 77, &f);
	for (unsigned i = 0; i < 2; i++, swap(f.data)) {
		assert_true(frame_identify(RUN, f.data, 14, &id));
		assert_int_equal(id.steer, FENCE_XSK);
		assert_int_equal(id.seq, 77);
		for (unsigned len = 0; len < 14; len++)
			assert_false(frame_identify(RUN, f.data, len, &id));
		assert_false(frame_identify(RUN ^ 1, f.data, f.len, &id));
		assert_false(frame_identify(RUN ^ 0x800000, f.data, f.len, &id));
	}
	for (unsigned bits = 0; bits < 4; bits++) {
		f.data[6] = (f.data[6] & ~3) | bits;
		assert_int_equal(frame_identify(RUN, f.data, f.len, &id), bits == 2);
	}

	frame_build(&brief, STEER_MIX + 3, 78, &f);
	assert_true(frame_identify_payload(RUN, f.data + UDP_PAYLOAD, 6, &id));
	assert_int_equal(id.steer, STEER_MIX + 3);
	assert_int_equal(id.seq, 78);
	assert_false(frame_identify_payload(RUN, f.data + UDP_PAYLOAD, 5, &id));
	assert_false(frame_identify_payload(RUN + 1, f.data + UDP_PAYLOAD, 6, &id));
}

#define SENT(from, n) { .at = from, .len = n }
#define FILL(with, n) { .at = -1, .byte = with, .len = n }

/* Promised frames as pieces of the sent one, of 64 bytes. */
static const struct {
	struct prog_config config;
	int helper;
	const char *prog;	/* NULL: "pass", "": none */
	struct { int at; unsigned len; uint8_t byte; } pieces[6];
} edits[] = {
	{ .pieces = { SENT(0, 64) } },
	{ { .head = -4 }, .pieces = { SENT(0, 14), FILL(HEAD_BYTE, 4), SENT(14, 50) } },
	{ { .head = 3 }, .pieces = { SENT(0, 14), SENT(17, 47) } },
	{ { .head = 50 }, .pieces = { SENT(0, 14) } },
	{ { .tail = 5 }, .pieces = { SENT(0, 64), FILL(0, 5) } },
	{ { .tail = -5 }, .pieces = { SENT(0, 59) } },
	{ { .tail = -50 }, .pieces = { SENT(0, 14) } },
	{ { .meta = -8 }, .pieces = { SENT(0, 64) } },
	{ { .meta = -8, .head = -2, .tail = 1 },
	  .pieces = { SENT(0, 14), FILL(HEAD_BYTE, 2), SENT(14, 50), FILL(0, 1) } },
	{ { .head = 12, .tail = -7 }, .pieces = { SENT(0, 14), SENT(26, 31) } },
	{ { .edits = EDIT_SWAP_MAC }, .pieces = { SENT(6, 6), SENT(0, 6), SENT(12, 52) } },
	{ { .edits = EDIT_TO_IPV4 },
	  .pieces = { SENT(0, 12), FILL(8, 1), FILL(0, 1), SENT(14, 50) } },
	/* edits in the header come first, and are made where the helper refuses */
	{ { .edits = EDIT_SWAP_MAC, .head = 2 },
	  .pieces = { SENT(6, 6), SENT(0, 6), SENT(12, 2), SENT(16, 48) } },
	{ { .edits = EDIT_SWAP_MAC, .head = -300, .tail = 9 }, .helper = -EINVAL,
	  .pieces = { SENT(6, 6), SENT(0, 6), SENT(12, 52) } },
	{ { .edits = EDIT_SWAP_MAC, .head = 2, .tail = 9 }, .prog = "",
	  .pieces = { SENT(0, 64) } },
};

static void test_edits(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(edits); i++) {
		struct xcase row = {
			.prog = edits[i].prog ? NULL : "pass", .config = edits[i].config,
			.expect = { .helper = edits[i].helper },
		};
		struct brief brief = brief_of(&row, SHAPE_TINY);
		struct frame sent, due, want = {};

		for (unsigned k = 0; k < ARRAY_SIZE(edits[i].pieces); k++) {
			int at = edits[i].pieces[k].at;
			unsigned len = edits[i].pieces[k].len;

			frame_build(&brief, STEER_TEST, 9, &sent);
			if (at < 0)
				memset(want.data + want.len, edits[i].pieces[k].byte, len);
			else
				memcpy(want.data + want.len, sent.data + at, len);
			want.len += len;
		}
		frame_promise(&brief, 9, &due);
		assert_int_equal(due.len, want.len);
		assert_memory_equal(due.data, want.data, want.len);
	}
}

static void test_edits_by_shape(void **state)
{
	const struct xcase flip = { .prog = "pass", .config = { .edits = EDIT_FLIP, .head = -8 } };
	const struct xcase host = { .prog = "pass", .config = { .edits = EDIT_TO_HOST } };
	const struct xcase mix = { .prog = "mix", .mix = true };
	struct brief brief = brief_of(&flip, SHAPE_RUNT);
	struct frame sent, due;

	(void)state;
	frame_build(&brief, STEER_TEST, 1, &sent);
	frame_promise(&brief, 1, &due);
	assert_int_equal(due.len, 22);		/* too short for the byte to flip */
	assert_memory_equal(due.data, sent.data, 14);
	expect_hex(due.data + 14, "a5 a5 a5 a5 a5 a5 a5 a5");

	brief.shape = SHAPE_UDP;
	frame_build(&brief, STEER_TEST, 1, &sent);
	frame_promise(&brief, 1, &due);
	for (unsigned i = 14; i < sent.len; i++)
		assert_int_equal(due.data[i + 8], sent.data[i] ^ (i == 50 ? 0xff : 0));

	brief = brief_of(&host, SHAPE_MASKED);
	frame_promise(&brief, 1, &due);
	assert_memory_equal(due.data, mac, 6);

	brief = brief_of(&mix, SHAPE_TINY);
	frame_promise(&brief, 8, &due);
	assert_int_equal(due.data[6], 2 | (STEER_MIX + 3) << 2);
}

static void test_differs(void **state)
{
	static const struct {
		const char *want, *got;
		const char *how;	/* NULL: equal */
	} cases[] = {
		{ "", "" },
		{ "abc", "abc" },
		{ "abc", "xbc", "byte 0 of 3 is 78, not 61" },
		{ "abc", "abC", "byte 2 of 3 is 43, not 63" },
		{ "abcd", "aXY", "byte 1 of 3 is 58, not 62" },
		{ "abcd", "abc", "3 bytes long, not 4" },
		{ "abc", "abcd", "4 bytes long, not 3" },
		{ "", "a", "1 bytes long, not 0" },
	};
	static uint8_t longest[FRAME_MAX], other[FRAME_MAX];
	char how[64], name[32];

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		const uint8_t *want = (const void *)cases[i].want;
		const uint8_t *got = (const void *)cases[i].got;

		strcpy(how, "");
		assert_int_equal(frame_differs(want, strlen(cases[i].want), got,
					       strlen(cases[i].got), how, sizeof(how)),
				 cases[i].how != NULL);
		assert_string_equal(how, cases[i].how ? cases[i].how : "");
	}
	other[FRAME_MAX - 1] = 0xff;
	assert_true(frame_differs(longest, FRAME_MAX, other, FRAME_MAX, how, sizeof(how)));
	assert_string_equal(how, "byte 4095 of 4096 is ff, not 00");
	assert_string_equal(frame_name(&(struct brief){ .count = 300 }, 299, name, sizeof(name)),
			    "frame 300 of 300");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_ipv4),
		cmocka_unit_test(test_payload),
		cmocka_unit_test(test_steer),
		cmocka_unit_test(test_identify),
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_edits_by_shape),
		cmocka_unit_test(test_differs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
