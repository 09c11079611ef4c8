/* SPDX-License-Identifier: GPL-2.0-only */
/* What a verdict says, to the letter: a perfect burst, one number in it changed,
 * and the sentence that comes of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "fake.h"

static struct fake fake;

static void expect_sentence(const char *name, const char *sentence)
{
	fake_verdict(&fake);
	if (strcmp(fake.res.reason, sentence))
		print_error("of %s\n", name);
	assert_string_equal(fake.res.reason, sentence);
	assert_int_equal(fake.res.status, *sentence ? FAIL : PASS);
}

/* Sets a number in the burst. */
struct poke {
	size_t at, size;
	uint64_t number;
};
#define POKE(member, to) { offsetof(struct fake, member), sizeof(fake.member), to }

static void poke(const struct poke *p)
{
	void *at = (char *)&fake + p->at;

	switch (p->size) {
	case 1:
		*(uint8_t *)at = p->number;
		break;
	case 4:
		*(uint32_t *)at = p->number;
		break;
	case 8:
		*(uint64_t *)at = p->number;
		break;
	}
}

#define FATE(seq, member, to)	POKE(bss.fates[seq].member, to)
#define SEEN(place, to)		POKE(trial.tallies[place].seen[0], to)
#define TALLY(place, member, to) POKE(trial.tallies[place].member, to)

#define PASS_16 "pass.intact/native/packet/tiny/16"
#define DROP_16 "drop.silent/generic/packet/tiny/16"
#define TX_16 "tx.bounce/native/packet/tiny/16"
#define EGRESS "devmap.egress-pass/native/packet/tiny/16"
#define ON_CPU "cpumap.program-pass/native/packet/tiny/16"
#define UNPLUGGED "pass.no-program/native/packet/tiny/16"
#define FULL "xsk.full-ring/native/packet/tiny/16"
#define OVERFLOW "cpumap.overflow/native/xmit/tiny/300"
#define BEHIND "a single frame that was sent behind the burst, "

static const struct {
	const char *instance;
	struct poke pokes[3];
	const char *sentence;
	bool after;		/* the second burst */
} numbers[] = {
	{ PASS_16, { POKE(trial.sent, 15) }, "the driver took only 15 of 16 frames" },
	{ PASS_16, { POKE(trial.sent, 0) }, "the driver took only 0 of 16 frames" },

	/* what the program saw */
	{ PASS_16, { FATE(4, runs, 0) }, "the program ran 0 times on frame 5 of 16, not once" },
	{ PASS_16, { FATE(4, runs, 2) }, "the program ran 2 times on frame 5 of 16, not once" },
	{ PASS_16, { FATE(15, len, 60) }, "the program saw 60 bytes of frame 16 of 16, not 64" },
	{ PASS_16, { FATE(0, ifindex, 2) }, "ingress_ifindex of frame 1 of 16 was 2, not 1" },
	{ PASS_16, { FATE(0, queue, 1) }, "rx_queue_index of frame 1 of 16 was 1, not 0" },
	{ "pass.second-queue/native/xsk/tiny/16", { FATE(0, queue, 0) },
	  "rx_queue_index of frame 1 of 16 was 0, not 1" },
	{ "adjust.head-grow-pass/native/packet/tiny/16", { FATE(1, helper, -EINVAL) },
	  "the adjust helper returned -EINVAL for frame 2 of 16, not 0" },
	{ "adjust.head-too-far/native/packet/tiny/16", { FATE(1, helper, 0) },
	  "the adjust helper returned 0 for frame 2 of 16, not -EINVAL" },
	{ "adjust.meta-odd/native/packet/tiny/16", { FATE(1, helper, -EINVAL) },
	  "the adjust helper returned -EINVAL for frame 2 of 16, not -EACCES" },
	{ "adjust.meta-head-tx/native/packet/tiny/16", { FATE(2, meta_bad, 1) },
	  "metadata of frame 3 of 16 did not move along with the head" },
	{ PASS_16, { FATE(3, verdict, XDP_DROP) },
	  "the program returned XDP_DROP for frame 4 of 16, not XDP_PASS" },
	{ "unknown.42/native/packet/tiny/16", { FATE(3, verdict, XDP_ABORTED) },
	  "the program returned XDP_ABORTED for frame 4 of 16, not 42" },
	{ "mix.in-turn/native/packet/tiny/16", { FATE(8, verdict, XDP_PASS) },
	  "the program returned XDP_PASS for frame 9 of 16, not XDP_TX" },
	{ "drop.replaced-by-pass/native/packet/tiny/16", { FATE(0, verdict, XDP_DROP) },
	  "the program returned XDP_DROP for frame 1 of 16, not XDP_PASS", true },
	/* the first of several, in the order of frames */
	{ PASS_16, { FATE(9, runs, 0), FATE(4, len, 1), FATE(4, queue, 7) },
	  "the program saw 1 bytes of frame 5 of 16, not 64" },

	/* what the program in a map's entry saw */
	{ EGRESS, { FATE(0, extra_runs, 0) },
	  "the map entry's program ran 0 times on frame 1 of 16, not once" },
	{ EGRESS, { FATE(0, extra_runs, 3) },
	  "the map entry's program ran 3 times on frame 1 of 16, not once" },
	{ EGRESS, { FATE(6, extra_ifindex, 1) },
	  "egress_ifindex of frame 7 of 16 was 1, not 2147483393" },
	{ ON_CPU, { FATE(6, extra_cpu, 1) },
	  "the cpumap program ran on CPU 1 for frame 7 of 16, not 3" },
	{ ON_CPU, { FATE(6, extra_queue, 2) },
	  "the cpumap program saw rx_queue_index 2 for frame 7 of 16, not 0" },

	/* strays, at each place */
	{ DROP_16, { SEEN(AT_STACK, 1) },
	  "frame 1 of 16 came to the stack, although the verdict was XDP_DROP" },
	{ TX_16, { SEEN(AT_SOCKET, 2) },
	  "frame 2 of 16 came to the UDP socket, although the verdict was XDP_TX" },
	{ PASS_16, { SEEN(AT_XSK, 4) },
	  "frame 3 of 16 came to the AF_XDP socket, although the verdict was XDP_PASS" },
	{ PASS_16, { SEEN(AT_PEER, 8) },
	  "frame 4 of 16 came to the peer, although the verdict was XDP_PASS" },
	{ "unknown.max/generic/packet/tiny/16", { SEEN(AT_TARGET, 1) },
	  "frame 1 of 16 came to the redirect target, although the verdict was 4294967295" },
	{ "redirect.ifindex/native/packet/tiny/16", { SEEN(AT_SECOND, 0x80) },
	  "frame 8 of 16 came to the second target, although the verdict was XDP_REDIRECT" },
	{ DROP_16, { SEEN(AT_DEAF, 1) },
	  "frame 1 of 16 came to the far end without NAPI, although the verdict was XDP_DROP" },
	{ DROP_16, { SEEN(AT_NARROW, 1) },
	  "frame 1 of 16 came to the far end of the small MTU, although the verdict was XDP_DROP" },
	{ DROP_16, { SEEN(AT_ELSEWHERE, 1) },
	  "frame 1 of 16 came to an interface that had no part in it, "
	  "although the verdict was XDP_DROP" },
	{ UNPLUGGED, { SEEN(AT_PEER, 1) },
	  "frame 1 of 16 came to the peer, although the verdict was none, without a program" },
	{ "mix.in-turn/native/packet/tiny/16", { SEEN(AT_STACK, 0x86) },
	  "frame 2 of 16 came to the stack, although the verdict was XDP_DROP" },
	{ FULL, { POKE(trial.tallies[AT_XSK].seen[1], 1) },
	  "frame 9 of 16 came to the AF_XDP socket, although the verdict was XDP_REDIRECT" },

	/* missing, at each place, and where each was last seen */
	{ PASS_16, { SEEN(AT_STACK, 0xfb) },
	  "frame 3 of 16 never came to the stack (15 of 16 did): "
	  "it was last seen by the program, which returned XDP_PASS" },
	{ PASS_16, { SEEN(AT_STACK, 0), TALLY(AT_STACK, seen[1], 0) },
	  "frame 1 of 16 never came to the stack (0 of 16 did): "
	  "it was last seen by the program, which returned XDP_PASS" },
	{ "pass.intact/native/packet/udp/16", { SEEN(AT_SOCKET, 0xfe) },
	  "frame 1 of 16 never came to the UDP socket (15 of 16 did): "
	  "it was last seen by the program, which returned XDP_PASS" },
	{ "xsk.receive/native/packet/tiny/16", { SEEN(AT_XSK, 0xf0) },
	  "frame 1 of 16 never came to the AF_XDP socket (12 of 16 did): "
	  "it was last seen by the program, which returned XDP_REDIRECT" },
	{ TX_16, { SEEN(AT_PEER, 0x7f) },
	  "frame 8 of 16 never came to the peer (15 of 16 did): "
	  "it was last seen by the program, which returned XDP_TX" },
	{ "devmap.broadcast/native/packet/tiny/16", { SEEN(AT_SECOND, 0xfd) },
	  "frame 2 of 16 never came to the second target (15 of 16 did): "
	  "it was last seen by the program, which returned XDP_REDIRECT" },
	{ "mix.in-turn/native/packet/tiny/16", { SEEN(AT_TARGET, 0) },
	  "frame 5 of 16 never came to the redirect target (2 of 3 did): "
	  "it was last seen by the program, which returned XDP_REDIRECT" },
	{ FULL, { SEEN(AT_XSK, 0x7f) },
	  "frame 8 of 16 never came to the AF_XDP socket (7 of 8 did): "
	  "it was last seen by the program, which returned XDP_REDIRECT" },
	{ UNPLUGGED, { SEEN(AT_STACK, 0xfe) },
	  "frame 1 of 16 never came to the stack (15 of 16 did): "
	  "it was last seen leaving the sender" },
	{ "pass.after-detach/native/packet/tiny/16", { SEEN(AT_STACK, 0xfe) },
	  "frame 1 of 16 never came to the stack (15 of 16 did): "
	  "it was last seen leaving the sender", true },

	/* in numbers and in state */
	{ PASS_16, { TALLY(AT_STACK, dups, 1) }, "1 frame came to the stack more than once" },
	{ PASS_16, { TALLY(AT_STACK, dups, 4) }, "4 frames came to the stack more than once" },
	{ DROP_16, { TALLY(AT_PEER, dups, 2) }, "2 frames came to the peer more than once" },
	{ PASS_16, { TALLY(AT_STACK, damaged, 2) },
	  "2 frames came to the stack damaged, the first is " },
	{ PASS_16, { TALLY(AT_STACK, reordered, 1) },
	  "1 frame came to the stack behind later ones" },
	{ PASS_16, { TALLY(AT_STACK, reordered, 3), TALLY(AT_STACK, damaged, 1),
		     TALLY(AT_STACK, dups, 1) }, "1 frame came to the stack more than once" },

	/* loss that is allowed, but not in silence */
	{ OVERFLOW, { TALLY(AT_STACK, arrived, 294) },
	  "294 frames came to the stack and 5 were counted as drops, of 300" },
	{ OVERFLOW, { TALLY(AT_STACK, dups, 1) }, "1 frame came to the stack more than once" },

	/* the kernel log */
	{ PASS_16, { POKE(trial.log.trouble[0], 'B') }, "the kernel log says: B" },
	{ "unknown.42-warns/native/packet/tiny/16", { POKE(trial.log.verdicts, 0) },
	  "the kernel log has no line 'Illegal XDP return value 42 on prog unknown (id 70) "
	  "dev dut0, expect packet loss!'" },
	{ "unknown.42-warns/native/packet/tiny/16", { POKE(trial.log.verdicts, 3) },
	  "the kernel log has the once-per-boot line 3 times" },
	{ "unknown.42-warns/native/packet/tiny/16", { POKE(trial.log.verdict[7], '\0') },
	  "the kernel log says 'Illegal', not 'Illegal XDP return value 42 on prog unknown (id 70) "
	  "dev dut0, expect packet loss!'" },
	{ "devmap.egress-tx-warns/native/packet/tiny/16", { POKE(trial.log.verdicts, 0) },
	  "the kernel log has no line 'Driver unsupported XDP return value 3 on prog egress "
	  "(id 71) dev N/A, expect packet loss!'" },
	{ PASS_16, { POKE(trial.log.verdicts, 1), POKE(trial.log.verdict[0], '?') },
	  "the kernel log says: ?" },
	{ "unknown.42/native/packet/tiny/16",
	  { POKE(trial.log.verdicts, 1), POKE(trial.log.verdict[0], '?') }, "" },

	/* counters of the socket and of the driver */
	{ FULL, { POKE(trial.xsk.rx_ring_full, 7) },
	  "the AF_XDP socket's rx_ring_full moved by 7, not 8" },
	{ FULL, { POKE(trial.xsk.rx_dropped, 8) },
	  "the AF_XDP socket's rx_dropped moved by 8, not 0" },
	{ "xsk.no-fill/generic/packet/tiny/16", { POKE(trial.xsk.rx_fill_ring_empty_descs, 0) },
	  "the AF_XDP socket's rx_fill_ring_empty_descs moved by 0, not 16" },
	{ TX_16, { POKE(trial.counted[COUNT_ALL], 18) },
	  "the driver's counter rx_queue_*_xdp_packets moved by 18, not 19" },
	{ TX_16, { POKE(trial.counted[COUNT_TX], 18) },
	  "the driver's counter rx_queue_*_xdp_tx moved by 18, not 17" },
	{ TX_16, { POKE(trial.counted[COUNT_REDIRECT_ERROR], -1) },
	  "the driver's counter rx_queue_[0-9]_drops moved by 18446744073709551615, not 0" },
	/* generic mode has none */
	{ DROP_16, { POKE(trial.counted[COUNT_DROP], 99) }, "" },

	/* fences */
	{ DROP_16, { POKE(trial.late, 1 << FENCE_STACK) }, BEHIND "to the stack, never came" },
	{ DROP_16, { POKE(trial.late, 1 << FENCE_PEER) },
	  BEHIND "by XDP_TX to the peer, never came" },
	{ DROP_16, { POKE(trial.late, 1 << FENCE_TARGET) },
	  BEHIND "by XDP_REDIRECT to the target, never came" },
	{ "devmap.broadcast/native/packet/tiny/16", { POKE(trial.late, 1 << FENCE_SECOND) },
	  BEHIND "by XDP_REDIRECT to the second target, never came" },
	{ FULL, { POKE(trial.late, 1 << FENCE_XSK) },
	  BEHIND "by XDP_REDIRECT to the AF_XDP socket, never came" },
	{ ON_CPU, { POKE(trial.late, 1 << FENCE_CPU) },
	  BEHIND "through the cpumap to the stack, never came" },
	{ "tx.no-napi/native/packet/tiny/16", { POKE(trial.late, 1 << FENCE_PEER) },
	  BEHIND "from the device to the peer, never came" },
	{ "xsk.transmit/native/out/tiny/16", { POKE(trial.late, 1 << FENCE_PEER) },
	  BEHIND "from the device to the peer, never came" },
};

static void test_numbers(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(numbers); i++) {
		fake_burst(&fake, numbers[i].instance, numbers[i].after);
		for (unsigned k = 0; k < ARRAY_SIZE(numbers[i].pokes); k++)
			poke(&numbers[i].pokes[k]);
		expect_sentence(numbers[i].instance, numbers[i].sentence);
	}
}

/* Frames that come damaged are told by the tally's own words. */
static void test_damage(void **state)
{
	struct tally *tally = &fake.trial.tallies[AT_PEER];
	struct frame f;

	(void)state;
	fake_burst(&fake, "tx.rewritten/native/packet/tiny/16", false);
	memset(tally, 0, sizeof(*tally));
	for (unsigned seq = 0; seq < 16; seq++) {
		frame_promise(&fake.trial.brief, seq, &f);
		f.data[FLIP_AT] ^= seq & 1 ? FLIP_MASK : 0;
		tally_frame(tally, &fake.trial.brief, f.data, f.len);
	}
	expect_sentence(fake.in.name, "8 frames came to the peer damaged, the first is "
				      "frame 2 of 16: byte 50 of 64 is 6f, not 90");
}

/* A broken promise that was found before stays the first. */
static void test_before(void **state)
{
	(void)state;
	fake_burst(&fake, TX_16, false);
	broken(&fake.res, "the driver refuses");
	fake.trial.sent = 0;
	verdict(&fake.trial, &fake.res);
	assert_string_equal(fake.res.reason, "the driver refuses");
	assert_int_equal(fake.res.status, FAIL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_before),
	};

	return cmocka_run_group_tests(tests, fake_expand, fake_release);
}
