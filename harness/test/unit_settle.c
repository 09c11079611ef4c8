/* SPDX-License-Identifier: GPL-2.0-only */
/* The one request that is answered by many lines: all that an agent can say to
 * "settle", in order, wrongly, or not at all.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../clock.h"
#include "../peer.h"

#define HURRY 200
#define PATIENCE_MS 2900	/* less than is waited for without hurry */

#define ZEROS16 "00000000000000000000000000000000"
#define SEEN "0f" ZEROS16 ZEROS16 "00000000000000"	/* frames 1 to 4 */
#define TALLY "4 1 0 1 3 4 " SEEN " frame 2 of 4: byte 7 of 64 is 00, not 01"
#define AT "the agent at far0 "
#define HELLO "printf 'xdpcheck agent 1\\n"
#define HANG "kill -STOP $$"

static struct peer peer;
static struct tally tallies[PLACES];

/* One that waits in vain has to greet by itself, and to say what it says at once:
 * its time is short.
 */
static int settle(const char *script, bool waits)
{
	char all[2048];
	char *const words[] = { "sh", "-c", all, "--", NULL };
	char *const ports[] = { "far0=peer", NULL };
	int err;

	snprintf(all, sizeof(all), "%s%s", waits ? "" : "echo xdpcheck agent 1; read asked; ",
		 script);
	if (peer_start(&peer, words, "exe", ports))
		fail_msg("'%s': %s", script, fault_text());
	memset(tallies, 0, sizeof(tallies));
	peer_hurry = waits ? HURRY : 1;
	err = peer_settle(&peer, 1 << FENCE_STACK | 1 << FENCE_PEER, 1, tallies);
	peer_hurry = 1;
	return err;
}

static void test_tallies(void **state)
{
	static const struct tally none;

	(void)state;
	assert_int_equal(settle("echo ok; echo 'tally 3 " TALLY "'; "
				"echo 'tally 8 1 0 0 0 0 0 01" ZEROS16 ZEROS16 "00000000000000 '; "
				"echo done", false), 0);
	assert_int_equal(tallies[AT_PEER].arrived, 4);
	assert_int_equal(tallies[AT_PEER].fences, 1 << FENCE_PEER);
	assert_string_equal(tallies[AT_PEER].damage, "frame 2 of 4: byte 7 of 64 is 00, not 01");
	assert_true(tally_saw(&tallies[AT_PEER], 3));
	assert_int_equal(tallies[AT_ELSEWHERE].arrived, 1);
	for (enum place at = 0; at < PLACES; at++)
		if (at != AT_PEER && at != AT_ELSEWHERE)
			assert_memory_equal(&tallies[at], &none, sizeof(none));
	peer_stop(&peer);
}

/* Fences that are late are no fault: the tallies are there, the agent is well. */
static void test_late(void **state)
{
	(void)state;
	fault(0, "nothing");
	assert_int_equal(settle("echo ok; echo 'tally 3 " TALLY "'; echo late; "
				"read again; echo ok", false), -ETIMEDOUT);
	assert_int_equal(tallies[AT_PEER].arrived, 4);
	assert_string_equal(fault_text(), "nothing");
	assert_int_equal(peer_ask(&peer, NULL, 0, ASK_MS, "again"), 0);
	peer_stop(&peer);
}

static void test_request(void **state)
{
	(void)state;
	assert_int_equal(settle("[ \"$asked\" = 'settle 6 1' ] && echo ok && echo done", false), 0);
	peer_stop(&peer);
}

static void test_nonsense(void **state)
{
	static const struct {
		const char *script;
		int err;
		const char *sentence;
		bool waits;
	} cases[] = {
		{ "echo error lose a frame", -EIO, AT "could not: lose a frame" },
		{ "echo done", -EPROTO, AT "answers 'done' to 'settle 6 1': Protocol error" },
		{ "echo ok; echo", -EPROTO, AT "answers '' to 'settle': Protocol error" },
		{ "echo ok; echo Done", -EPROTO, AT "answers 'Done' to 'settle': Protocol error" },
		{ "echo ok; echo done and late", -EPROTO,
		  AT "answers 'done and late' to 'settle': Protocol error" },
		{ "echo ok; echo error", -EPROTO,
		  AT "answers 'error' to 'settle': Protocol error" },
		/* places that there are not */
		{ "echo ok; echo tally 9 4 1 0 1 3 4 0f", -EPROTO,
		  AT "answers 'tally 9 4 1 0 1 3 4 0f' to 'settle': Protocol error" },
		{ "echo ok; echo tally -1 4", -EPROTO,
		  AT "answers 'tally -1 4' to 'settle': Protocol error" },
		{ "echo ok; echo tally peer 4", -EPROTO,
		  AT "answers 'tally peer 4' to 'settle': Protocol error" },
		/* tallies that are none */
		{ "echo ok; echo tally", -EPROTO,
		  AT "answers 'tally' to 'settle': Protocol error" },
		{ "echo ok; echo tally 3", -EPROTO,
		  AT "answers 'tally 3' to 'settle': Protocol error" },
		{ "echo ok; echo 'tally 3 '", -EPROTO,
		  AT "answers 'tally 3 ' to 'settle': Protocol error" },
		{ "echo ok; echo tally 3 4 1 0 1 3 4 0f", -EPROTO,
		  AT "answers 'tally 3 4 1 0 1 3 4 0f' to 'settle': Protocol error" },
		{ "echo ok; echo 'tally 3 4 1 0 1 3 4 0g" ZEROS16 ZEROS16 "00000000000000 '",
		  -EPROTO,
		  AT "answers 'tally 3 4 1 0 1 3 4 0g00000000000000000000000000000000000000' to "
		  "'settle': Protocol error" },
		/* no end */
		{ "echo ok; exit", -EPIPE, AT "is gone, asked 'settle': Broken pipe" },
		{ "echo ok; printf done", -EPIPE, AT "is gone, asked 'settle': Broken pipe" },
		{ "exit", -EPIPE, AT "is gone, asked 'settle 6 1': Broken pipe" },
		{ "echo ok; head -c 600 /dev/zero | tr '\\0' x", -EPROTO,
		  AT "answers 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' to "
		  "'settle': Protocol error" },
		/* an agent that hangs is not late, it is as good as gone */
		{ HELLO "'; " HANG, -EPIPE,
		  AT "does not answer 'settle 6 1': Connection timed out", true },
		{ HELLO "ok\\n'; " HANG, -EPIPE,
		  AT "does not answer 'settle': Connection timed out", true },
		{ HELLO "ok\\ntally 3 4'; " HANG, -EPIPE,
		  AT "does not answer 'settle': Connection timed out", true },
		{ HELLO "ok\\n'; yes 'tally 3 " TALLY "' 2>/dev/null", -EPIPE,
		  AT "does not answer 'settle': Connection timed out", true },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t begin = clock_ms();
		int err = settle(cases[i].script, cases[i].waits);

		if (err != cases[i].err)
			fail_msg("'%s': %d, %s", cases[i].script, err, fault_text());
		assert_string_equal(fault_text(), cases[i].sentence);
		if (cases[i].waits)
			assert_true(clock_ms() - begin < PATIENCE_MS);
		if (err != -EIO)
			assert_true(peer_ask(&peer, NULL, 0, ASK_MS, "more") == peer.lost);
		peer_stop(&peer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tallies),
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_nonsense),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
