/* SPDX-License-Identifier: GPL-2.0-only */
/* Where reports go: what --report can say, and what becomes of a full disk. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "../clock.h"
#include "../report.h"

static struct device device = { .label = "veth", .spec = "veth", .facts = { .dev = "dut0" } };
static const struct xcase row = { .name = "tx.bounce", .why = "XDP_TX must work" };
static struct instance instances[] = {
	{ .device = &device, .row = &row, .name = "tx.bounce/native/packet/tiny/16", .done = true },
};
static const struct suite suite = {
	.instances = instances, .count = 1, .devices = &device, .devices_count = 1,
};

static void expect_refusal(const char *first, const char *second, const char *sentence)
{
	const char *args[] = { first, second };
	struct reports reports;

	assert_int_not_equal(reports_open(&reports, args, second ? 2 : 1, stdout), 0);
	assert_int_equal(reports.count, 0);
	assert_string_equal(fault_text(), sentence);
}

static void test_refusals(void **state)
{
	(void)state;
	expect_refusal("html:x", NULL,
		       "no report is called 'html', there are term, ktap, junit, json");
	expect_refusal("ktapx", NULL,
		       "no report is called 'ktapx', there are term, ktap, junit, json");
	expect_refusal("json:", NULL, "--report json: names no file");
	expect_refusal("ktap", "json:-",
		       "only one report can go to the standard output, not json:- too");
	expect_refusal("ktap", "json:/nowhere/at/all",
		       "cannot write the report /nowhere/at/all: No such file or directory");
}

/* One file under two names, and the standard output into it as well. */
static void test_same_file(void **state)
{
	char path[] = "/tmp/unit_report_open.XXXXXX", first[64], second[64], want[256];
	const char *args[] = { first };
	struct reports reports;
	FILE *out;

	(void)state;
	close(mkstemp(path));
	snprintf(first, sizeof(first), "json:%s", path);
	snprintf(second, sizeof(second), "ktap:/tmp/.%s", path + strlen("/tmp"));
	snprintf(want, sizeof(want), "two reports cannot go to one file: %s, %s", path,
		 second + strlen("ktap:"));
	expect_refusal(first, second, want);
	out = fopen(path, "a");
	assert_int_equal(reports_open(&reports, args, 1, out), -EINVAL);
	snprintf(want, sizeof(want),
		 "two reports cannot go to one file: %s, on the standard output", path);
	assert_string_equal(fault_text(), want);
	fclose(out);
	unlink(path);
}

static void test_too_many(void **state)
{
	const char *args[REPORTS_MAX];
	struct reports reports;

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(args); i++)
		args[i] = "json:/dev/null";
	assert_int_equal(reports_open(&reports, args, REPORTS_MAX, stdout), -EINVAL);
	assert_int_equal(reports_open(&reports, args, REPORTS_MAX - 1, stdout), 0);
	assert_int_equal(reports.count, REPORTS_MAX);
	assert_int_equal(reports_close(&reports), 0);
}

/* What goes to a file leaves the default where it was; what does not, takes its
 * place.
 */
static void test_default(void **state)
{
	static const char *const to_file[] = { "json:/dev/null" }, *const to_out[] = { "junit" };
	FILE *out = tmpfile();
	struct reports reports;

	(void)state;
	assert_int_equal(reports_open(&reports, NULL, 0, out), 0);
	assert_int_equal(reports.count, 1);
	assert_ptr_equal(reports.list[0].kind, &report_ktap);
	reports_close(&reports);
	assert_int_equal(reports_open(&reports, to_file, 1, out), 0);
	assert_int_equal(reports.count, 2);
	assert_ptr_equal(reports.list[0].kind, &report_json);
	assert_ptr_equal(reports.list[1].kind, &report_ktap);
	assert_ptr_equal(reports.list[1].out, out);
	reports_close(&reports);
	assert_int_equal(reports_open(&reports, to_out, 1, out), 0);
	assert_int_equal(reports.count, 1);
	assert_ptr_equal(reports.list[0].kind, &report_junit);
	reports_close(&reports);
	fclose(out);
}

static void read_back(const char *path, char *text, size_t size)
{
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	text[fread(text, 1, size - 1, in)] = '\0';
	fclose(in);
}

/* Every report gets all of the run, at once and each on its own. */
static void test_both(void **state)
{
	static const char want[] = "KTAP version 1\n1..1\n"
				   "ok 1 tx.bounce/native/packet/tiny/16 # time=0ms\n";
	char path[] = "/tmp/unit_report_open.XXXXXX", arg[64], text[1024];
	const char *args[] = { arg };
	struct reports reports;
	FILE *out = tmpfile();

	(void)state;
	close(mkstemp(path));
	snprintf(arg, sizeof(arg), "ktap:%s", path);
	assert_int_equal(reports_open(&reports, args, 1, out), 0);
	reports_begin(&reports, &suite);
	reports_one(&reports, 1, &instances[0]);
	read_back(path, text, sizeof(text));
	assert_string_equal(text, want);
	assert_int_equal(ftell(out), strlen(want));
	reports_end(&reports, &suite);
	assert_int_equal(reports_close(&reports), 0);
	read_back(path, text, sizeof(text));
	assert_non_null(strstr(text, "# Totals: pass:1 "));
	assert_int_equal(ftell(out), strlen(text));
	unlink(path);
	fclose(out);
}

/* A terminal hands its text over in pieces. */
static void read_until(int terminal, const char *end, char *text, size_t size)
{
	struct pollfd in = { .fd = terminal, .events = POLLIN };
	size_t len = 0;
	ssize_t got;

	text[0] = '\0';
	while (!strstr(text, end)) {
		assert_int_equal(poll(&in, 1, 10000), 1);
		got = read(terminal, text + len, size - 1 - len);
		assert_true(got > 0);
		len += got;
		text[len] = '\0';
	}
}

/* The default report as a terminal gets it, of one instance said so many times. */
static void read_terminal(char *text, size_t size, unsigned times)
{
	static const char end[] = "(no more)";
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	struct reports reports;
	FILE *out;

	assert_int_equal(grantpt(terminal) | unlockpt(terminal), 0);
	out = fopen(ptsname(terminal), "r+");
	assert_non_null(out);
	assert_int_equal(reports_open(&reports, NULL, 0, out), 0);
	assert_ptr_equal(reports.list[0].kind, &report_term);
	reports_begin(&reports, &suite);
	for (unsigned i = 0; i < times; i++)
		reports_one(&reports, i + 1 < times ? 0 : 1, &instances[0]);
	reports_end(&reports, &suite);
	reports_close(&reports);
	fputs(end, out);
	fflush(out);
	read_until(terminal, end, text, size);
	fclose(out);
	close(terminal);
}

static void test_terminal(void **state)
{
	char text[4096];

	(void)state;
	setenv("TERM", "xterm", true);
	unsetenv("NO_COLOR");
	read_terminal(text, sizeof(text), 1);
	assert_non_null(strstr(text, "\r\033[K1/1 tx.bounce/native/packet/tiny/16\r\033[K"));
	assert_non_null(strstr(text, "\033[32m   1\033[0m"));
	assert_non_null(strstr(text, "\033[32m1 passed\033[0m in "));
	setenv("NO_COLOR", "1", true);
	read_terminal(text, sizeof(text), 1);
	assert_non_null(strstr(text, "1/1 tx.bounce"));
	assert_null(strstr(text, "\033[0m"));
}

/* The line of progress is for eyes: ten times a second, and the last one. */
static void test_progress(void **state)
{
	uint64_t start = clock_ms(), most;
	unsigned redraws = 0;
	char text[65536];

	(void)state;
	setenv("NO_COLOR", "1", true);
	setenv("TERM", "xterm", true);
	read_terminal(text, sizeof(text), 1000);
	most = 1 + (clock_ms() - start) / 100;
	for (const char *at = text; (at = strstr(at, "0/1 tx.bounce")); at++)
		redraws++;
	assert_in_range(redraws, 1, most);
	assert_non_null(strstr(text, "\r\033[K1/1 tx.bounce"));
	setenv("TERM", "dumb", true);
	read_terminal(text, sizeof(text), 1000);
	assert_null(strstr(text, "/1 tx.bounce"));
	assert_null(strstr(text, "\033"));
}

/* A disk that is full is a fault, not a short report. */
static void test_lost(void **state)
{
	static const char *const args[] = { "json:/dev/full" };
	FILE *out = tmpfile();
	struct reports reports;

	(void)state;
	assert_int_equal(reports_open(&reports, args, 1, out), 0);
	reports_begin(&reports, &suite);
	reports_one(&reports, 1, &instances[0]);
	reports_end(&reports, &suite);
	assert_int_equal(reports_close(&reports), -ENOSPC);
	assert_string_equal(fault_text(),
			    "cannot write the report /dev/full: No space left on device");
	fclose(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_same_file),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_both),
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_progress),
		cmocka_unit_test(test_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
