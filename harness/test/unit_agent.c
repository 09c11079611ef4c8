/* SPDX-License-Identifier: GPL-2.0-only */
/* The far end's reading of requests: whatever stands in a line, it is answered by
 * one line, and by an error if it is not to the letter what a peer asks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../agent.h"
#include "../peer.h"
#include "../text.h"

#define MAC " 123456 02:00:00:00:00:01 1514"
#define BRIEF "brief tx.bounce packet tiny 16" MAC "\n"
#define BRIEF_LIVE "brief tx.bounce live tiny 16" MAC "\n"
#define BRIEF_TEST_RUN "brief tx.bounce test_run tiny 16" MAC "\n"
#define UNREAD(args) "error understand '" args "': Invalid argument\n"

/* All that the agent says to all that it is asked. */
static char *answers(const char *asked, size_t len)
{
	char *text = NULL;
	size_t size;
	FILE *in = fmemopen((void *)asked, len, "r"), *out = open_memstream(&text, &size);

	assert_non_null(in);
	assert_non_null(out);
	agent_serve(in, out);
	fclose(in);
	fclose(out);
	return text;
}

static void test_answers(void **state)
{
	static const struct {
		const char *asked, *answer;
	} cases[] = {
		{ "\n", "error there is no request ''\n" },
		{ " \n", "error there is no request ''\n" },
		{ "hello\n", "error there is no request 'hello'\n" },
		{ "hello", "error there is no request 'hello'\n" },
		{ "hello world\n\nbye\n",
		  "error there is no request 'hello'\nerror there is no request ''\n"
		  "error there is no request 'bye'\n" },
		{ "SEND\n", "error there is no request 'SEND'\n" },
		{ "sending\n", "error there is no request 'sending'\n" },
		{ "a-verb-that-is-longer-than-forty-characters\n",
		  "error there is no request 'a-verb-that-is-longer-than-forty-charact'\n" },
		{ "\x1b[31m\r\n", "error there is no request '?[31m '\n" },

		{ "send\n", "error 'send' came before a brief\n" },
		{ "fence 1\n", "error 'fence' came before a brief\n" },
		{ "settle 0 0\n", "error 'settle' came before a brief\n" },
		{ "brief\nsend\n",
		  "error understand the brief '': Invalid argument\n"
		  "error 'send' came before a brief\n" },
		{ "brief me\n", "error understand the brief 'me': Invalid argument\n" },
		{ "brief tx.bounce packet tiny 321" MAC "\n",
		  "error understand the brief 'tx.bounce packet tiny 321" MAC
		  "': Invalid argument\n" },
		{ BRIEF BRIEF_LIVE BRIEF_TEST_RUN, "ok\nok\nok\n" },

		/* a burst that is not sent from the far end is only counted there */
		{ BRIEF_LIVE "send\nfence 1\n",
		  "ok\nerror send by live: Invalid argument\n"
		  "error send by live: Invalid argument\n" },
		{ BRIEF_TEST_RUN "send 1 2\n", "ok\nerror send by test_run: Invalid argument\n" },

		{ BRIEF "send x\n", "ok\n" UNREAD("x") },
		{ BRIEF "send 1 x\n", "ok\n" UNREAD(" x") },
		{ BRIEF "send 1x\n", "ok\n" UNREAD("x") },
		{ BRIEF "send 1 \n", "ok\n" UNREAD(" ") },
		{ BRIEF "send 0\n", "ok\n" UNREAD("0") },
		{ BRIEF "send 2 8\n", "ok\n" UNREAD(" 8") },
		{ BRIEF "send 64\n", "ok\n" UNREAD("64") },
		{ BRIEF "send -1\n", "ok\n" UNREAD("-1") },
		{ BRIEF "send 4294967297000\n", "ok\n" UNREAD("4294967297000") },
		{ BRIEF "fence\n", "ok\n" UNREAD("") },
		{ BRIEF "fence x\n", "ok\n" UNREAD("x") },

		{ BRIEF "settle\n", "ok\n" UNREAD("") },
		{ BRIEF "settle zz\n", "ok\n" UNREAD("zz") },
		{ BRIEF "settle 2\n", "ok\n" UNREAD("2") },
		{ BRIEF "settle 2 soon\n", "ok\n" UNREAD("2 soon") },
		{ BRIEF "settle 2 100 junk\n", "ok\n" UNREAD("2 100 junk") },
		{ BRIEF "settle 2 100 \n", "ok\n" UNREAD("2 100 ") },

		{ "queues\n", UNREAD("") },
		{ "queues 1 1\n", UNREAD("1 1") },
		{ "queues a b c\n", UNREAD("a b c") },
		{ "queues 1 1 0 0\n", UNREAD("1 1 0 0") },
		{ "gro\n", UNREAD("") },
		{ "gro maybe\n", UNREAD("maybe") },
		{ "gro on off\n", UNREAD("on off") },
		{ "program\n", UNREAD("") },
		{ "program 0\n", UNREAD("0") },
		{ "program on 0\n", UNREAD("on 0") },
		{ "program 0 maybe\n", UNREAD("0 maybe") },
		{ "program 0 offline\n", UNREAD("0 offline") },
		{ "program 0 off x\n", UNREAD("0 off x") },
		{ "program 0 on\n", "error find port 0: No such device\n" },
		{ "program -1 on\n", "error find port 4294967295: No such device\n" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(text_free) char *text = answers(cases[i].asked, strlen(cases[i].asked));

		assert_string_equal(text, cases[i].answer);
	}
}

/* A line that is too long is one line all the same; the longest is none. */
static void test_overlong(void **state)
{
	static const struct {
		unsigned len;
		bool taken;
	} cases[] = { { 510, true }, { 511, false }, { 512, false }, { 1024, false },
		      { 100000, false } };
	static char asked[100016];

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(text_free) char *text = NULL, *unended = NULL;
		const char *first = cases[i].taken ?
			"error there is no request 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'\n" :
			"error a request is longer than 510 bytes\n";

		memset(asked, 'x', cases[i].len);
		strcpy(asked + cases[i].len, "\nbye\n");
		text = answers(asked, strlen(asked));
		unended = answers(asked, cases[i].len);
		assert_string_equal(unended, first);
		assert_memory_equal(text, first, strlen(first));
		assert_string_equal(text + strlen(first), "error there is no request 'bye'\n");
	}
}

/* A brief that is refused leaves the one that is known. */
static void test_refused_brief(void **state)
{
	static const char asked[] =
		BRIEF "brief no.such packet tiny 16" MAC "\nbrief\nfence\nsend 9\n";
	_cleanup_(text_free) char *text = answers(asked, strlen(asked));

	(void)state;
	assert_string_equal(text, "ok\n"
				  "error understand the brief 'no.such packet tiny 16" MAC
				  "': Invalid argument\n"
				  "error understand the brief '': Invalid argument\n"
				  "error understand '': Invalid argument\n"
				  "error understand '9': Invalid argument\n");
}

static uint32_t dice(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

/* Requests with some bytes changed: never more and never less than one answer. */
static void test_noise(void **state)
{
	static const char *const requests[] = {
		BRIEF, BRIEF_LIVE, "fence 1 2 3 4 5 6\n", "settle ffffffff 3000\n", "gro maybe\n",
		"program 7 on\n", "queues 1 1\n", "hello\n", "\n",
	};
	uint32_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 5000; round++) {
		const char *request = requests[dice(&seed) % ARRAY_SIZE(requests)];
		_cleanup_(text_free) char *text = NULL;
		size_t len = strlen(request);
		char asked[128];

		strcpy(asked, request);
		for (unsigned n = dice(&seed) % 4; n && len > 1; n--) {
			char byte = dice(&seed);

			asked[dice(&seed) % (len - 1)] = byte == '\n' ? ' ' : byte;
		}
		text = answers(asked, len);
		assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
		assert_true(!strcmp(text, "ok\n") || !strncmp(text, "error ", 6));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_overlong),
		cmocka_unit_test(test_refused_brief),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
