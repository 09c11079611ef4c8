/* SPDX-License-Identifier: GPL-2.0-only */
/* What a place counts: bursts that lose, repeat, reorder and damage frames, one
 * by one and all at once, and the count as text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../tally.h"

#define COUNT 8			/* frames in the burst */

static const struct xcase row = { .prog = "pass", .config = { .edits = EDIT_FLIP } };
static const struct brief brief = {
	.row = &row, .way = WAY_PACKET, .shape = SHAPE_TINY, .count = COUNT, .run = 0x123456,
	.largest = 100,
};

/* What arrives: a sequence number, and what is wrong with the frame. */
#define DAMAGED		0x1000
#define CUT		0x2000		/* by a byte */
#define SHORT		0x4000		/* 13 bytes */
#define FOREIGN		0x8000		/* of another run */
#define FENCE(steer)	((steer) << 16)
#define END		-1

static void arrive(struct tally *tally, const struct brief *b, int what)
{
	enum steer fence = what >> 16;
	struct brief from = *b;
	struct frame f;

	if (what & FOREIGN)
		from.run++;
	from.count = MAX_FRAMES;
	if (fence)
		frame_build(&from, fence, what & 0xfff, &f);
	else
		frame_promise(&from, what & 0xfff, &f);
	if (what & DAMAGED)
		f.data[f.len - 1] ^= 1;
	if (what & CUT)
		f.len--;
	if (what & SHORT)
		f.len = 13;
	tally_frame(tally, b, f.data, f.len);
}

static void test_bursts(void **state)
{
	static const struct {
		int arrivals[16];
		struct tally tally;
	} cases[] = {
		{ { END } },
		{ { 0, 1, 2, 3, 4, 5, 6, 7, END }, { .arrived = 8, .last = 7, .seen = { 0xff } } },
		/* loss: at the beginning, in the middle, at the end */
		{ { 1, 2, 4, 5, 6, END }, { .arrived = 5, .last = 6, .seen = { 0x76 } } },
		{ { 5, END }, { .arrived = 1, .last = 5, .seen = { 0x20 } } },
		/* duplicates, which are not late as well */
		{ { 0, 0, END }, { .arrived = 2, .dups = 1, .seen = { 1 } } },
		{ { 0, 1, 2, 0, 1, 1, 3, END },
		  { .arrived = 7, .dups = 3, .last = 3, .seen = { 0xf } } },
		/* each frame behind a later one counts, and no other */
		{ { 1, 0, END }, { .arrived = 2, .reordered = 1, .last = 1, .seen = { 3 } } },
		{ { 0, 3, 1, 2, 4, END },
		  { .arrived = 5, .reordered = 2, .last = 4, .seen = { 0x1f } } },
		{ { 3, 2, 1, 0, END },
		  { .arrived = 4, .reordered = 3, .last = 3, .seen = { 0xf } } },
		{ { 0, 3, 0, 1, END },
		  { .arrived = 4, .dups = 1, .reordered = 1, .last = 3, .seen = { 0xb } } },
		/* damage: the first is told, a damaged frame came all the same */
		{ { 0, 1 | DAMAGED, 2 | CUT, END },
		  { .arrived = 3, .damaged = 2, .last = 2, .seen = { 7 },
		    .damage = "frame 2 of 8: byte 63 of 64 is 1a, not 1b" } },
		{ { 2 | CUT, 1 | DAMAGED, END },
		  { .arrived = 2, .damaged = 2, .reordered = 1, .last = 2, .seen = { 6 },
		    .damage = "frame 3 of 8: 63 bytes long, not 64" } },
		/* a number that was never given */
		{ { 0, 8, END },
		  { .arrived = 2, .damaged = 1, .seen = { 1 },
		    .damage = "a frame numbered 9, of 8 sent" } },
		{ { 9 | DAMAGED, END },
		  { .arrived = 1, .damaged = 1, .damage = "a frame numbered 10, of 8 sent" } },
		{ { 4095, 1, END },
		  { .arrived = 2, .damaged = 1, .last = 1, .seen = { 2 },
		    .damage = "a frame numbered 4096, of 8 sent" } },
		/* fences are no frames under test, strangers are nothing */
		{ { FENCE(FENCE_STACK), FENCE(FENCE_CPU) | DAMAGED, 0, FENCE(FENCE_STACK), END },
		  { .arrived = 1, .fences = 1 << FENCE_STACK | 1 << FENCE_CPU, .seen = { 1 } } },
		{ { 0 | FOREIGN, 1 | SHORT, FENCE(FENCE_PEER) | FOREIGN, END } },
		/* all at once */
		{ { 0, 2, 1, 2 | DAMAGED, 9, 7, FENCE(FENCE_XSK), END },
		  { .arrived = 6, .dups = 1, .reordered = 1, .damaged = 2, .last = 7,
		    .fences = 1 << FENCE_XSK, .seen = { 0x87 },
		    .damage = "frame 3 of 8: byte 63 of 64 is 1a, not 1b" } },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tally tally = {};

		for (const int *what = cases[i].arrivals; *what != END; what++)
			arrive(&tally, &brief, *what);
		if (!cases[i].tally.damaged)
			assert_string_equal(tally.damage, "");
		assert_memory_equal(&tally, &cases[i].tally, sizeof(tally));
	}
}

/* The frames of a mixed row are no fences. */
static void test_mixed(void **state)
{
	static const struct xcase mixed = { .prog = "mix", .mix = true };
	struct brief mix = brief;
	struct tally tally = {};

	(void)state;
	mix.row = &mixed;
	for (int seq = 0; seq < COUNT; seq++)
		arrive(&tally, &mix, seq);
	assert_int_equal(tally.arrived, COUNT);
	assert_int_equal(tally.damaged, 0);
	assert_int_equal(tally.fences, 0);
}

/* The largest burst, backwards. */
static void test_largest(void **state)
{
	struct brief large = brief;
	struct tally tally = {};

	(void)state;
	large.count = MAX_FRAMES;
	for (int seq = MAX_FRAMES; seq >= 0; seq--)
		arrive(&tally, &large, seq);
	assert_int_equal(tally.arrived, MAX_FRAMES + 1);
	assert_int_equal(tally.reordered, MAX_FRAMES - 1);
	assert_int_equal(tally.last, MAX_FRAMES - 1);
	assert_string_equal(tally.damage, "a frame numbered 321, of 320 sent");
	for (unsigned seq = 0; seq < MAX_FRAMES; seq++)
		assert_true(tally_saw(&tally, seq));
}

static void test_payload(void **state)
{
	static const struct xcase plain = { .prog = "pass" };
	struct brief udp = { .row = &plain, .shape = SHAPE_UDP, .count = COUNT, .run = 0x777777 };
	struct tally tally = {};
	struct frame f;
	unsigned len;

	(void)state;
	frame_promise(&udp, 4, &f);
	len = f.len - UDP_PAYLOAD;
	tally_payload(&tally, &udp, f.data + UDP_PAYLOAD, len);
	assert_int_equal(tally.arrived, 1);
	assert_int_equal(tally.damaged, 0);
	assert_true(tally_saw(&tally, 4));

	tally_payload(&tally, &udp, f.data + UDP_PAYLOAD, len - 1);
	assert_int_equal(tally.dups, 1);
	assert_string_equal(tally.damage, "frame 5 of 8: 94 bytes long, not 95");
	f.data[UDP_PAYLOAD + 7] ^= 0xff;
	tally_payload(&tally, &udp, f.data + UDP_PAYLOAD, len);
	assert_int_equal(tally.damaged, 2);

	udp.run++;				/* nobody's, too short, and of no UDP frame */
	tally_payload(&tally, &udp, f.data + UDP_PAYLOAD, len);
	udp.run--;
	tally_payload(&tally, &udp, f.data + UDP_PAYLOAD, 5);
	udp.shape = SHAPE_RUNT;
	tally_payload(&tally, &udp, f.data + UDP_PAYLOAD, len);
	assert_int_equal(tally.arrived, 3);
}

static const struct tally texts[] = {
	{},
	{ .arrived = 1, .seen = { 1 } },
	{ .arrived = 16, .dups = 2, .reordered = 3, .damaged = 4, .last = 15,
	  .fences = 1 << FENCE_PEER | 1ull << 63, .seen = { 0xff, 0xff, [39] = 0x80 },
	  .damage = "frame 2 of 16: byte 50 of 64 is 00, not ff" },
	{ .arrived = ~0u, .dups = ~0u, .reordered = ~0u, .damaged = ~0u, .last = ~0u,
	  .fences = ~0ull,
	  .damage = "so many words that there is no room for a further one, in a sentence "
		    "that ends in the full stop" },
};

static void test_round_trip(void **state)
{
	(void)state;
	assert_int_equal(strlen(texts[3].damage), sizeof(texts[3].damage) - 1);
	for (unsigned i = 0; i < ARRAY_SIZE(texts); i++) {
		char line[TALLY_TEXT], again[TALLY_TEXT];
		struct tally got;

		memset(&got, 0xff, sizeof(got));
		tally_print(&texts[i], line, sizeof(line));
		assert_int_equal(tally_parse(&got, line), 0);
		assert_memory_equal(&got, &texts[i], sizeof(got));
		tally_print(&got, again, sizeof(again));
		assert_string_equal(again, line);
	}
}

/* 40 bytes in hex */
#define HEX32 "00112233445566778899aabbccddeeff"
#define HEX78 HEX32 HEX32 "00112233445566"
#define HEX HEX78 "77"

static void test_malformed(void **state)
{
	static const char *const lines[] = {
		"", " ", "ok", "1", "1 2 3 4 5", "1 2 3 4 5 6", "1 2 3 4 5 6 ",
		"1 2 3 4 5 6 f", "1 2 3 4 5 6 ff", "1 2 3 4 5 6 " HEX78, "1 2 3 4 5 6 " HEX78 "7",
		"1 2 3 4 5 6 " HEX,			/* without the blank behind it */
		"1 2 3 4 5 6 " HEX "8", "1 2 3 4 5 6 " HEX "88 ", "1 2 3 4 5 6 " HEX "!",
		"1 2 3 4 5 6 " HEX78 "7g ", "1 2 3 4 5 6 " HEX78 "7 ", "1 2 3 4 5 6 " HEX78 "-7 ",
		"1 2 3 4 5 6 " HEX78 " 7 ", "1 2 3 4 5 6 " HEX78 "7F ",
		"-1 2 3 4 5 6 " HEX " ", "1 2 3 4 4294967301 6 " HEX " ", "1 2 3 4 5 0x6 " HEX " ",
		"1 2 3 4 5 -6 " HEX " ", "01 2 3 4 5 6 " HEX " ", "1  2 3 4 5 6 " HEX " ",
		"1 2 3 4 5 6  " HEX " ", " 1 2 3 4 5 6 " HEX " ", "a 2 3 4 5 6 " HEX " ",
		"1 2 3 4 5 6 7 " HEX " ", "1 2 3 4 5 11111111111111111 " HEX " ",
		/* more words than fit */
		"1 2 3 4 5 6 " HEX " so many words that there is no room for a further one, in "
		"a sentence that ends in the full stop.",
	};
	struct tally tally;

	(void)state;
	assert_int_equal(tally_parse(&tally, "1 2 3 4 5 6 " HEX " "), 0);
	assert_int_equal(tally_parse(&tally, "1 2 3 4 5 6 " HEX " words"), 0);
	for (unsigned i = 0; i < ARRAY_SIZE(lines); i++)
		if (tally_parse(&tally, lines[i]) != -EPROTO)
			fail_msg("'%s' is taken", lines[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bursts),
		cmocka_unit_test(test_mixed),
		cmocka_unit_test(test_largest),
		cmocka_unit_test(test_payload),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
