/* SPDX-License-Identifier: GPL-2.0-only */
/* Going on with a run: a report that was cut off at any byte, lists of deaths, and
 * all that neither can be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "../report.h"
#include "../resume.h"

static const struct xcase bounce = {
	.name = "tx.bounce", .clauses = "B01", .why = "it must come back", .prog = "tx",
};

static struct device devices[] = {
	{ .label = "veth", .spec = "veth" },
	{ .label = "igb", .spec = "eth1,eth2" },
};

static const struct instance ended[] = {
	{ .row = &bounce, .device = &devices[0], .name = "tx.bounce/native/xsk/tiny/16",
	  .mode = MODE_NATIVE, .way = WAY_XSK, .burst = BURST_16, .done = true,
	  .result = { .status = FAIL, .got = MODE_GENERIC, .reason = "\"quoted\" and more",
		      .us = 12345, .waited_us = 17,
		      .seen = { .sent = 16, .ran = 15, .headroom = 256, .tailroom = 3,
				.at = { [AT_PEER] = 2 }, .events = { [EV_BULK_TX] = 7 },
				.err = -EINVAL, .log = "<4>oops", .extack = "no" } } },
	{ .row = &bounce, .device = &devices[0], .name = "tx.bounce/native/xsk/tiny/1",
	  .mode = MODE_NATIVE, .way = WAY_XSK, .burst = BURST_1, .done = true,
	  .result = { .status = KNOWN, .got = MODE_NATIVE, .reason = "r", .evidence = "e" } },
	{ .row = &bounce, .device = &devices[1], .name = "tx.bounce/native/xsk/tiny/16",
	  .mode = MODE_NATIVE, .way = WAY_XSK, .burst = BURST_16, .done = true,
	  .result = { .status = SKIP, .got = MODES, .reason = "cannot" } },
	{ .row = &bounce, .device = &devices[1], .name = "tx.bounce/native/xsk/tiny/1",
	  .mode = MODE_NATIVE, .way = WAY_XSK, .burst = BURST_1, .done = true,
	  .result = { .status = PASS, .got = MODE_NATIVE } },
};
#define COUNT ARRAY_SIZE(ended)

static struct instance instances[COUNT];
static struct suite suite = {
	.instances = instances, .count = COUNT, .devices = devices, .devices_count = 2,
};

/* As if nothing had been run yet. */
static void forget(void)
{
	for (unsigned i = 0; i < COUNT; i++) {
		instances[i] = ended[i];
		instances[i].done = false;
		memset(&instances[i].result, 0, sizeof(instances[i].result));
	}
	devices[0].lethal = devices[1].lethal = false;
}

static unsigned count_done(void)
{
	unsigned count = 0;

	for (unsigned i = 0; i < COUNT; i++)
		count += instances[i].done;
	return count;
}

/* The suite's JSON report. */
static char *written(size_t *size)
{
	struct reports reports = { .count = 1 };
	char *text;

	reports.list[0] = (struct report){
		.kind = &report_json, .out = open_memstream(&text, size),
	};
	reports_begin(&reports, &suite);
	for (unsigned i = 0; i < COUNT; i++)
		if (instances[i].done)
			reports_one(&reports, i + 1, &instances[i]);
	reports_end(&reports, &suite);
	fclose(reports.list[0].out);
	return text;
}

static char path[] = "/tmp/unit_resume.XXXXXX";

static int with_file(int (*read)(struct suite *suite, const char *path), const char *text,
		     size_t len)
{
	FILE *out;
	int err;

	strcpy(strchr(path, '.'), ".XXXXXX");
	out = fdopen(mkstemp(path), "w");
	assert_non_null(out);
	fwrite(text, 1, len, out);
	fclose(out);
	err = read(&suite, path);
	unlink(path);
	return err;
}

static void expect_refusal(int (*read)(struct suite *suite, const char *path), const char *text,
			   const char *fmt)
{
	char sentence[256];

	forget();
	assert_int_equal(with_file(read, text, strlen(text)), -EINVAL);
	snprintf(sentence, sizeof(sentence), fmt, path);
	assert_string_equal(fault_text(), sentence);
}

/* Wherever the report ends, its whole instances are taken, as they were. */
static void test_cut_anywhere(void **state)
{
	static const char end[] = "'\"}";	/* of an instance: the command that repeats it */
	char *text, *again;
	size_t size, its;

	(void)state;
	memcpy(instances, ended, sizeof(ended));
	text = written(&size);
	for (size_t len = 0; len <= size; len++) {
		unsigned whole = 0;

		for (size_t i = 0; i + strlen(end) <= len; i++)
			whole += !strncmp(text + i, end, strlen(end));
		forget();
		assert_int_equal(with_file(resume_report, text, len), 0);
		assert_int_equal(count_done(), whole);
	}
	again = written(&its);
	assert_string_equal(again, text);
	free(again);
	free(text);
}

#define HEADER "{\"schema\":1,\n\"instances\":[\n"
#define ONE(name, status) \
	"{\"name\":\"" name "\",\"dev\":\"veth\",\"got\":null,\"status\":" status "}"

static void test_no_reports(void **state)
{
	static const struct {
		const char *text, *sentence;
	} cases[] = {
		{ "{}\n", "%s:1: not a JSON report of schema 1, one instance a line" },
		{ "{\"schema\":2,\n", "%s:1: not a JSON report of schema 1, one instance a line" },
		{ "<html>", "%s:1: not a JSON report of schema 1, one instance a line" },
		{ "{\"schema\":1,\n\"instance\":\n",
		  "%s:2: not a JSON report of schema 1, one instance a line" },
		{ HEADER "{\"name\":\n" ONE("a", "\"pass\""),
		  "%s:3: not a JSON report of schema 1, one instance a line" },
		{ HEADER "[]\n", "%s:3: not a JSON report of schema 1, one instance a line" },
		{ HEADER "{}\n", "%s:3: not a JSON report of schema 1, one instance a line" },
		{ HEADER ONE("a", "\"good\"") "\n",
		  "%s:3: not a JSON report of schema 1, one instance a line" },
		{ HEADER ONE("a", "1") "\n",
		  "%s:3: not a JSON report of schema 1, one instance a line" },
		{ HEADER ONE("a", "\"pass\"") "\n",
		  "%s has no result of any instance of this run" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++)
		expect_refusal(resume_report, cases[i].text, cases[i].sentence);
	assert_int_equal(resume_report(&suite, "/nowhere/r.json"), -EINVAL);
	assert_string_equal(fault_text(), "cannot open the report to go on with "
					  "'/nowhere/r.json': No such file or directory");
	assert_int_equal(resume_report(&suite, "/tmp"), -EISDIR);
}

static int deaths(const char *text)
{
	return with_file(resume_deaths, text, strlen(text));
}

/* What an instance died of goes before what a report says of it. */
static void test_deaths(void **state)
{
	(void)state;
	forget();
	instances[3].done = true;
	assert_int_equal(deaths("igb tx.bounce/native/xsk/tiny/1 the kernel died: BUG: 1\n"
				"veth tx.bounce/native/xsk/tiny/16 of 2"), 0);
	assert_int_equal(count_done(), 2);
	assert_int_equal(instances[3].result.status, FAIL);
	assert_string_equal(instances[3].result.reason, "the kernel died: BUG: 1");
	assert_int_equal(instances[0].result.status, FAIL);
	assert_int_equal(instances[0].result.got, MODE_NATIVE);
	assert_string_equal(instances[0].result.reason, "of 2");
	assert_false(devices[0].lethal || devices[1].lethal);
}

/* A device that cannot be touched fails in all that it has no result of. */
static void test_lethal_bench(void **state)
{
	(void)state;
	forget();
	instances[3].done = true;
	assert_int_equal(deaths("igb bench the kernel died\n"), 0);
	assert_int_equal(count_done(), 2);
	assert_int_equal(instances[2].result.status, FAIL);
	assert_string_equal(instances[2].result.reason, "the kernel died");
	assert_int_equal(instances[3].result.status, PASS);
	assert_true(devices[1].lethal);
	assert_false(devices[0].lethal);
}

static void test_no_deaths(void **state)
{
	static const char *const lines[] = {
		"veth\n", "veth tx.bounce/native/xsk/tiny/1\n", "\n", "veth  \n",
		"veth tx.bounce/native/xsk/tiny/1 \n", "eth0 bench it died\n",
		"veth nothing it died\n", "igb tx.bounce/native/xsk/tiny/17 it died\n",
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(lines); i++)
		expect_refusal(resume_deaths, lines[i],
			       "%s:1: not 'DEVICE INSTANCE SENTENCE' of an instance of this run");
	assert_int_equal(resume_deaths(&suite, "/nowhere/d"), -EINVAL);
	assert_int_equal(resume_deaths(&suite, "/tmp"), -EISDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_no_reports),
		cmocka_unit_test(test_deaths),
		cmocka_unit_test(test_lethal_bench),
		cmocka_unit_test(test_no_deaths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
