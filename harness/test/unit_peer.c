/* SPDX-License-Identifier: GPL-2.0-only */
/* Our end of the pipe, with shell scripts for agents that are of another version,
 * dying, hanging, or mad: each ends in its own error and sentence, and in time.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "../clock.h"
#include "../peer.h"

#define HURRY 200		/* for those who wait in vain */
#define PATIENCE_MS 8000	/* less than they would wait without hurry */

#define HELLO "echo xdpcheck agent 1; "
#define HANG "kill -STOP $$"	/* until it is killed */
#define LONG(n) "head -c " #n " /dev/zero | tr '\\0' x"
#define AT "the agent at far0 "

static struct peer peer;

static int start(const char *script)
{
	char *const words[] = { "sh", "-c", (char *)script, "--", NULL };
	char *const ports[] = { "far0=peer", "far1=target", NULL };

	return peer_start(&peer, words, "/the/exe", ports);
}

static void start_well(const char *script)
{
	if (start(script))
		fail_msg("'%s': %s", script, fault_text());
}

static void stop(void)
{
	peer_stop(&peer);
	assert_int_equal(peer.pid, 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void test_greeting(void **state)
{
	static const struct {
		const char *script;
		int err;
		const char *sentence;
		bool waits;
	} cases[] = {
		{ "echo xdpcheck agent 2", -EPROTO,
		  AT "speaks version 2, not 1: copy this binary there" },
		{ "echo xdpcheck agent -1", -EPROTO,
		  AT "speaks version -1, not 1: copy this binary there" },
		{ "echo hello", -EPROTO, AT "answers 'hello' to 'hello': Protocol error" },
		{ "echo", -EPROTO, AT "answers '' to 'hello': Protocol error" },
		{ "echo xdpcheck agent", -EPROTO,
		  AT "answers 'xdpcheck agent' to 'hello': Protocol error" },
		{ "echo xdpcheck agent 1 or 2", -EPROTO,
		  AT "answers 'xdpcheck agent 1 or 2' to 'hello': Protocol error" },
		{ "printf '\\0xdpcheck agent 1\\n'", -EPROTO,
		  AT "answers '' to 'hello': Protocol error" },
		{ "echo error watch the interface: No such device", -EIO,
		  AT "could not: watch the interface: No such device" },
		{ LONG(600) "; echo", -EPROTO,
		  AT "answers 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' to "
		  "'hello': Protocol error" },
		{ "tr '\\0' y </dev/zero 2>&-", -EPROTO,
		  AT "answers 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy' to "
		  "'hello': Protocol error" },
		{ "exit 3", -EPIPE, AT "is gone, asked 'hello': Broken pipe" },
		{ "printf 'xdpcheck agent 1'", -EPIPE, AT "is gone, asked 'hello': Broken pipe" },
		{ HANG, -ETIMEDOUT, AT "does not answer 'hello': Connection timed out", true },
		{ "printf 'xdpcheck ag'; " HANG, -ETIMEDOUT,
		  AT "does not answer 'hello': Connection timed out", true },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t begin = clock_ms();

		peer_hurry = cases[i].waits ? HURRY : 1;
		if (start(cases[i].script) != cases[i].err)
			fail_msg("'%s': %s", cases[i].script, fault_text());
		peer_hurry = 1;
		assert_string_equal(fault_text(), cases[i].sentence);
		assert_true(clock_ms() - begin < PATIENCE_MS);
		stop();
	}
}

static void test_words(void **state)
{
	char *const ports[] = { "a-name-of-20-bytes=peer", NULL };
	char *const words[] = { "/nonexistent/nsenter", NULL };
	char answer[64];

	(void)state;
	start_well(HELLO "read asked; echo ok $0 $*");
	assert_string_equal(peer.name, "far0");
	assert_int_equal(peer_ask(&peer, answer, sizeof(answer), ASK_MS, "words"), 0);
	assert_string_equal(answer, "-- /the/exe agent far0=peer far1=target");
	stop();
	assert_int_equal(peer_start(&peer, words, "exe", ports), -EPIPE);
	assert_string_equal(fault_text(),
			    "the agent at a-name-of-20-by is gone, asked 'hello': Broken pipe");
	stop();
	peer_stop(&peer);			/* once more, or never started: nothing */
	peer_stop(&(struct peer){});
}

static void test_ask(void **state)
{
	static const struct {
		const char *script;
		int err;
		const char *said;	/* the answer, or the sentence */
		bool waits;
	} cases[] = {
		{ "read asked; echo ok", 0, "" },
		{ "read asked; echo 'ok '", 0, "" },
		{ "read asked; echo ok of $asked", 0, "of ping 7" },
		{ "read asked; printf o; printf k; printf ' 1'; printf '2\\n'", 0, "12" },
		{ "read asked; echo error send it: No such device", -EIO,
		  AT "could not: send it: No such device" },
		{ "read asked; echo 'error '", -EIO, AT "could not: " },
		{ "read asked; echo error", -EPROTO,
		  AT "answers 'error' to 'ping 7': Protocol error" },
		{ "read asked; echo okay", -EPROTO,
		  AT "answers 'okay' to 'ping 7': Protocol error" },
		{ "read asked; echo OK", -EPROTO, AT "answers 'OK' to 'ping 7': Protocol error" },
		{ "read asked; echo", -EPROTO, AT "answers '' to 'ping 7': Protocol error" },
		{ "read asked; printf '\\377\\001\\n'", -EPROTO,
		  AT "answers '\xff\x01' to 'ping 7': Protocol error" },
		{ "read asked; printf 'ok '; " LONG(508) "; echo; " HANG, 0, NULL },
		{ "read asked; printf 'ok '; " LONG(509) "; echo; " HANG, -EPROTO,
		  AT "answers 'ok xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' to "
		  "'ping 7': Protocol error" },
		{ "read asked; tr '\\0' z </dev/zero 2>&-", -EPROTO,
		  AT "answers 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz' to "
		  "'ping 7': Protocol error" },
		{ "read asked; exit", -EPIPE, AT "is gone, asked 'ping 7': Broken pipe" },
		{ "read asked; printf ok", -EPIPE, AT "is gone, asked 'ping 7': Broken pipe" },
		{ "read asked; kill -SEGV $$", -EPIPE, AT "is gone, asked 'ping 7': Broken pipe" },
		{ HANG, -ETIMEDOUT, AT "does not answer 'ping 7': Connection timed out", true },
		{ "read asked; printf 'ok 1'; " HANG, -ETIMEDOUT,
		  AT "does not answer 'ping 7': Connection timed out", true },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t begin = clock_ms();
		char script[512], answer[LINE_MAX_LEN] = "";
		int err;

		snprintf(script, sizeof(script), HELLO "%s", cases[i].script);
		start_well(script);
		peer_hurry = cases[i].waits ? HURRY : 1;
		err = peer_ask(&peer, answer, sizeof(answer), ASK_MS, "ping %u", 7);
		peer_hurry = 1;
		if (err != cases[i].err)
			fail_msg("'%s': %d, %s", cases[i].script, err, fault_text());
		if (cases[i].said)
			assert_string_equal(err ? fault_text() : answer, cases[i].said);
		else
			assert_int_equal(strspn(answer, "x"), 508);
		assert_true(clock_ms() - begin < PATIENCE_MS);
		stop();
	}
}

/* Nobody reads what is asked. */
static void test_deaf(void **state)
{
	(void)state;
	start_well("exec <&-; " HELLO HANG);
	assert_int_equal(peer_ask(&peer, NULL, 0, ASK_MS, "a request of %s, all in all",
				  "more than forty bytes"), -EPIPE);
	assert_string_equal(fault_text(),
			    AT "is gone, asked 'a request of more than forty bytes, all ': "
			       "Broken pipe");
	stop();
}

/* What was asked without an answer must not be taken for the next one's. */
static void test_late(void **state)
{
	uint64_t begin = clock_ms();

	(void)state;
	start_well(HELLO "read one; read two; echo ok one; echo ok two; " HANG);
	peer_hurry = HURRY;
	assert_int_equal(peer_ask(&peer, NULL, 0, ASK_MS, "one"), -ETIMEDOUT);
	peer_hurry = 1;
	assert_int_equal(peer_ask(&peer, NULL, 0, ASK_MS, "two"), -ETIMEDOUT);
	assert_int_equal(peer_fence(&peer, FENCE_STACK), -ETIMEDOUT);
	assert_string_equal(fault_text(), AT "does not answer 'one': Connection timed out");
	assert_true(clock_ms() - begin < PATIENCE_MS);
	stop();
}

/* An agent that refuses, or is not asked at all, has not failed. */
static void test_go_on(void **state)
{
	char answer[64];

	(void)state;
	start_well(HELLO "read one; echo error no $one; read two; echo ok $two; "
		   "read three; echo ok ${#three}; " HANG);
	assert_int_equal(peer_ask(&peer, NULL, 0, ASK_MS, "one"), -EIO);
	assert_string_equal(fault_text(), AT "could not: no one");
	assert_int_equal(peer_ask(&peer, NULL, 0, ASK_MS, "%600s", "long"), -EMSGSIZE);
	assert_string_equal(fault_text(), "ask the agent at far0: Message too long");
	assert_int_equal(peer_ask(&peer, NULL, 0, ASK_MS, "%511s", "long"), -EMSGSIZE);
	assert_int_equal(peer_ask(&peer, answer, sizeof(answer), ASK_MS, "two"), 0);
	assert_string_equal(answer, "two");
	assert_int_equal(peer_ask(&peer, answer, sizeof(answer), ASK_MS, "%0510u", 3), 0);
	assert_string_equal(answer, "510");	/* the longest there is */
	stop();
}

static void test_requests(void **state)
{
	static const enum steer fences[] = { FENCE_STACK, FENCE_PEER, FENCE_XSK };
	static const struct xcase row = { .name = "a.row" };
	const struct brief brief = {
		.row = &row, .way = WAY_XMIT, .shape = SHAPE_QINQ, .count = 17, .run = 0xabc,
		.mac = { 1, 2, 3, 4, 5, 6 }, .largest = 3000,
	};
	unsigned sent = 0;

	(void)state;
	start_well(HELLO "check() { read asked; [ \"$asked\" = \"$1\" ] && echo \"$2\"; }; "
		   "check 'brief a.row xmit qinq 17 000abc 01:02:03:04:05:06 3000' ok; "
		   "check 'send 1 2 5' 'ok 17'; check send 'ok 320'; check 'fence 6' ok");
	assert_int_equal(peer_brief(&peer, &brief), 0);
	assert_int_equal(peer_send(&peer, &sent, fences, ARRAY_SIZE(fences)), 0);
	assert_int_equal(sent, 17);
	assert_int_equal(peer_send(&peer, &sent, NULL, 0), 0);
	assert_int_equal(sent, 320);
	assert_int_equal(peer_fence(&peer, FENCE_CPU), 0);
	stop();
}

static void test_send(void **state)
{
	static const char *const answers[] = { "", "x", "16x", "16 17", "321", "-1", "4294967295" };

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(answers); i++) {
		char script[128], sentence[128];
		unsigned sent;

		snprintf(script, sizeof(script), HELLO "read asked; echo 'ok %s'", answers[i]);
		snprintf(sentence, sizeof(sentence), AT "answers '%s' to 'send': Protocol error",
			 answers[i]);
		start_well(script);
		assert_int_equal(peer_send(&peer, &sent, NULL, 0), -EPROTO);
		assert_string_equal(fault_text(), sentence);
		stop();
	}
}

/* Nothing is left open. */
static unsigned fds_before;

static unsigned count_fds(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 64; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static int note_fds(void **state)
{
	(void)state;
	fds_before = count_fds();
	return 0;
}

static int compare_fds(void **state)
{
	(void)state;
	return count_fds() != fds_before;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_greeting),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_ask),
		cmocka_unit_test(test_deaf),
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_go_on),
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_send),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, note_fds, compare_fds);
}
