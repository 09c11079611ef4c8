/* SPDX-License-Identifier: GPL-2.0-only */
/* The list of known deviations: everything that it can be refused for, and what
 * an entry matches.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "../known.h"
#include "../text.h"

#define ENTRY(members) "{\"schema\": 1, \"known\": [{" members "}]}"
#define CASE "\"case\": \"tx.*\""
#define REASON "\"reason\": \"*\""
#define EVIDENCE "\"evidence\": \"veth.c\""

/* Loads the text as --known FILE would; path gets the file's name. */
static int load(struct known *known, const char *text, char path[])
{
	FILE *out = fdopen(mkstemp(path), "w");
	int err;

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	err = known_load(known, path);
	unlink(path);
	return err;
}

static void expect_refusal(const char *text, const char *fmt)
{
	char path[] = "/tmp/unit_known.XXXXXX", sentence[512];
	struct known known;

	assert_int_equal(load(&known, text, path), -EINVAL);
	assert_null(known.root);
	snprintf(sentence, sizeof(sentence), fmt, path);
	assert_string_equal(fault_text(), sentence);
}

static void test_refusals(void **state)
{
	static const struct {
		const char *text, *sentence;
	} cases[] = {
		{ "{\n\"schema\": 1,\n\"known\": [\n}", "%s:4: unexpected token near '}'" },
		{ "", "%s:1: '[' or '{' expected near end of file" },
		{ "{\"schema\": 1, \"schema\": 1}",
		  "%s:1: duplicate object key near '\"schema\"'" },
		{ "[]", "%s is not a JSON object" },
		{ "{\"known\": []}", "%s: 'schema' is not 1" },
		{ "{\"schema\": 2, \"known\": []}", "%s: 'schema' is not 1" },
		{ "{\"schema\": \"1\", \"known\": []}", "%s: 'schema' is not 1" },
		{ "{\"schema\": 1}", "%s: 'known' is not an array" },
		{ "{\"schema\": 1, \"known\": {}}", "%s: 'known' is not an array" },
		{ "{\"schema\": 1, \"known\": [], \"note\": \"\"}",
		  "%s has a member 'note' that nobody knows" },
		{ "{\"schema\": 1, \"known\": [3]}", "%s: entry 1 is not an object" },
		{ ENTRY(REASON "," EVIDENCE), "%s: entry 1 has no 'case'" },
		{ ENTRY(CASE "," EVIDENCE), "%s: entry 1 has no 'reason'" },
		{ ENTRY(CASE "," REASON), "%s: entry 1 has no 'evidence'" },
		{ ENTRY("\"case\": [1]," REASON "," EVIDENCE),
		  "%s: 'case' of entry 1 is not a string" },
		{ ENTRY(CASE "," REASON "," EVIDENCE ", \"kernel\": 6.12"),
		  "%s: 'kernel' of entry 1 is not a string" },
		{ ENTRY(CASE "," REASON "," EVIDENCE ", \"crashes\": true"),
		  "%s: 'crashes' of entry 1 is not true, or beside a 'reason'" },
		{ ENTRY(CASE "," REASON "," EVIDENCE ", \"crashes\": \"yes\""),
		  "%s: 'crashes' of entry 1 is not true, or beside a 'reason'" },
		{ ENTRY(CASE "," EVIDENCE ", \"crashes\": false"), "%s: entry 1 has no 'reason'" },
		{ ENTRY(CASE "," REASON "," EVIDENCE ", \"driver\": null"),
		  "%s: 'driver' of entry 1 is not a string" },
		{ ENTRY(CASE "," REASON ", \"evidence\": \"\""),
		  "%s: 'evidence' of entry 1 is empty" },
		{ ENTRY(CASE "," REASON "," EVIDENCE ", \"drivers\": \"veth\""),
		  "%s: entry 1 has a member 'drivers' that nobody knows" },
		{ "{\"schema\": 1, \"known\": [{" CASE "," REASON "," EVIDENCE "}, {}]}",
		  "%s: entry 2 has no 'case'" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++)
		expect_refusal(cases[i].text, cases[i].sentence);
}

/* Evidence is never cut off: what a report cannot hold is refused. */
static void test_long_evidence(void **state)
{
	char evidence[257], text[512];

	(void)state;
	memset(evidence, 'e', sizeof(evidence));
	evidence[256] = '\0';
	snprintf(text, sizeof(text), ENTRY(CASE "," REASON ", \"evidence\": \"%s\""), evidence);
	expect_refusal(text, "%s: 'evidence' of entry 1 is longer than 255 bytes");
}

static void test_no_file(void **state)
{
	struct known known;

	(void)state;
	assert_int_equal(known_load(&known, "/nowhere/known.json"), -ENOENT);
	assert_string_equal(fault_text(), "cannot open the known deviations "
					  "'/nowhere/known.json': No such file or directory");
	known_unload(&known);
	assert_int_equal(known_load(&known, "/tmp"), -EISDIR);
	assert_string_equal(fault_text(),
			    "cannot open the known deviations '/tmp': Is a directory");
	known_unload(&known);
}

static void test_built_in(void **state)
{
	struct known known;

	(void)state;
	assert_int_equal(known_load(&known, NULL), 0);
	known_unload(&known);
	known_unload(&known);
}

static void test_apply(void **state)
{
	static const char list[] =
		"{\"schema\": 1, \"known\": ["
		"{\"case\": \"tx.full/native/*\", \"driver\": \"veth\","
		" \"reason\": \"xdp_exception: want *, got 0\", \"evidence\": \"first\"},"
		"{\"case\": \"tx.full/*\", \"reason\": \"*got 0\", \"evidence\": \"second\"},"
		"{\"case\": \"tx.?own/core\", \"driver\": \"v*\", \"reason\": \"*\","
		" \"evidence\": \"third\"}]}";
	static const struct {
		const char *name, *driver, *reason;
		enum status status;
		const char *evidence;	/* "": still as it was */
	} cases[] = {
		{ "tx.full/native/packet/tiny/16", "veth", "xdp_exception: want 16, got 0", FAIL,
		  "first" },
		{ "tx.full/native/packet/tiny/16", "ice", "xdp_exception: want 16, got 0", FAIL,
		  "second" },
		{ "tx.full/generic/xsk/mtu/1", "veth", "xdp_exception: want 1, got 0", FAIL,
		  "second" },
		{ "tx.full/native/packet/tiny/16", "veth", "peer: want 16, got 2", FAIL, "" },
		{ "tx.fuller/native/packet/tiny/16", "veth", "peer: want 16, got 0", FAIL, "" },
		{ "tx.down/core", "virtio_net", "anything", FAIL, "third" },
		{ "tx.down/core", "e1000", "anything", FAIL, "" },
		{ "tx.down/core", "veth", "", PASS, "" },
		{ "tx.down/core", "veth", "no such thing", SKIP, "" },
		{ "tx.down/core", "veth", "fork: no memory", ERROR, "" },
	};
	char path[] = "/tmp/unit_known.XXXXXX";
	struct known known;

	(void)state;
	assert_int_equal(load(&known, list, path), 0);
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		struct result res = { .status = cases[i].status };

		snprintf(res.reason, sizeof(res.reason), "%s", cases[i].reason);
		known_apply(&known, cases[i].driver, cases[i].name, &res);
		assert_int_equal(res.status, *cases[i].evidence ? KNOWN : cases[i].status);
		assert_string_equal(res.evidence, cases[i].evidence);
		assert_string_equal(res.reason, cases[i].reason);
	}
	known_unload(&known);
}

/* Of one kernel, and of others no more. */
static void test_kernels(void **state)
{
	static const char list[] =
		"{\"schema\": 1, \"known\": ["
		"{\"case\": \"tx.*\", \"kernel\": \"5.10.*|6.1.*\", \"reason\": \"*\","
		" \"evidence\": \"old\"},"
		"{\"case\": \"xsk.*\", \"kernel\": \"5.[0-9].*|5.1[01].*\", \"crashes\": true,"
		" \"evidence\": \"it dies\"}]}";
	static const struct {
		const char *kernel, *name;
		bool known, avoided;
	} cases[] = {
		{ "5.10.0-46-cloud-amd64", "tx.full/native", true, false },
		{ "6.1.0-56-cloud-amd64", "tx.full/native", true, false },
		{ "6.12.117+deb12-cloud-amd64", "tx.full/native", false, false },
		{ "5.10", "tx.full/native", false, false },
		{ "5.4.0-200-generic", "xsk.unbound/generic", false, true },
		{ "5.11.0-49-generic", "xsk.unbound/generic", false, true },
		{ "5.12.0", "xsk.unbound/generic", false, false },
		{ "5.11.0-49-generic", "tx.full/generic", false, false },
	};
	char path[] = "/tmp/unit_known.XXXXXX";
	struct known known;

	(void)state;
	assert_int_equal(load(&known, list, path), 0);
	assert_true(*known.kernel);
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		struct result failed = { .status = FAIL }, avoided = {};

		strcpy(known.kernel, cases[i].kernel);
		known_apply(&known, "veth", cases[i].name, &failed);
		assert_int_equal(failed.status, cases[i].known ? KNOWN : FAIL);
		known_avoid(&known, "veth", cases[i].name, &avoided);
		assert_int_equal(avoided.status, cases[i].avoided ? SKIP : PASS);
		assert_string_equal(avoided.reason, cases[i].avoided ?
				    "this kernel does not survive it: it dies" : "");
	}
	known_unload(&known);
}

/* What the list says of a row: all entries that can match an instance of it. */
static void test_next(void **state)
{
	static const char list[] =
		"{\"schema\": 1, \"known\": ["
		"{\"case\": \"tx.full/native/*\", \"driver\": \"veth\","
		" \"reason\": \"*\", \"evidence\": \"first\"},"
		"{\"case\": \"tx.*\", \"reason\": \"*\", \"evidence\": \"second\"}]}";
	static const struct {
		const char *name, *evidence;	/* of all entries */
	} cases[] = {
		{ "tx.full", "veth first * second " },
		{ "tx.full/native/packet/tiny/16", "veth first * second " },
		{ "tx.full/generic/packet/tiny/16", "* second " },
		{ "tx.fuller", "* second " },
		{ "devmap.full", "" },
	};
	char path[] = "/tmp/unit_known.XXXXXX";
	struct known known;

	(void)state;
	assert_int_equal(load(&known, list, path), 0);
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		struct known_entry entry;
		char text[128] = "";
		size_t at = 0;

		while (known_next(&known, cases[i].name, &at, &entry))
			text_add(text, sizeof(text), "%s %s ", entry.driver, entry.evidence);
		assert_string_equal(text, cases[i].evidence);
	}
	known_unload(&known);
}

/* A list that was never loaded knows nothing. */
static void test_empty(void **state)
{
	struct result res = { .status = FAIL };
	struct known known = {};

	(void)state;
	known_apply(&known, "veth", "tx.down/core", &res);
	assert_int_equal(res.status, FAIL);
	known_unload(&known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_long_evidence),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_built_in),
		cmocka_unit_test(test_apply),
		cmocka_unit_test(test_kernels),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
