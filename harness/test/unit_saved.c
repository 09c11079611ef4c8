/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading reports: what is in them, what can be wrong with them, and that no file
 * at all makes the reader do worse than complain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../text.h"
#include "saved_file.h"

static const char whole[] = RUN(LIST2(
	IN("tx.a/native/packet/tiny/16", "native", "pass", ""),
	IN("tx.b/core", "core", "skip", "no \\u00fc, \\\"here\\\"")));

static void test_whole(void **state)
{
	struct saved saved;

	(void)state;
	load_run(&saved, whole);
	assert_int_equal(saved.count, 2);
	assert_string_equal(saved.kernel, "6.12.117+deb12-cloud-amd64");
	assert_string_equal(saved.short_kernel, "6.12.117");
	assert_string_equal(saved.build, "#1 SMP");
	assert_string_equal(saved.trouble, "");
	assert_string_equal(saved.instances[0].dev, "veth");
	assert_string_equal(saved.instances[0].row, "tx.a");
	assert_int_equal(saved.instances[0].mode, MODE_NATIVE);
	assert_int_equal(saved.instances[0].status, PASS);
	assert_int_equal(saved.instances[1].status, SKIP);
	assert_string_equal(saved.instances[1].reason, "no \xc3\xbc, \"here\"");
	assert_string_equal(saved.instances[1].evidence, "");
	assert_int_equal(saved.devices_count, 1);
	assert_string_equal(saved.devices[0].label, "veth");
	assert_ptr_equal(saved_find(&saved, "veth", "tx.b/core"), &saved.instances[1]);
	assert_null(saved_find(&saved, "veth", "tx.b"));
	assert_null(saved_find(&saved, "igb", "tx.b/core"));
	saved_free(&saved);
	saved_free(&saved);
}

/* Reports of several devices, and those from before there were any labels. */
static void test_devices(void **state)
{
	static const char text[] =
		"{\"schema\":1,\"instances\":["
		"{\"name\":\"a.a/core\",\"dev\":\"tap:1\",\"mode\":\"core\",\"status\":\"pass\"},"
		"{\"name\":\"a.a/core\",\"dev\":\"\",\"mode\":\"core\",\"status\":\"pass\"}],"
		"\"environment\":{\"driver\":\"tun\"},\"devices\":["
		"{\"label\":\"tap:1\",\"driver\":\"tun\",\"largest_frame\":1514,"
		"\"features\":null,\"missing\":{\"x\":\"y\"}},"
		"{\"label\":\"\",\"features\":[\"basic\"],\"missing\":3}, 7],\"summary\":0}";
	struct saved saved;

	(void)state;
	load_run(&saved, text);
	assert_string_equal(saved.instances[0].dev, "tap:1");
	assert_string_equal(saved.instances[1].dev, "tun");
	assert_int_equal(saved.devices_count, 3);
	assert_string_equal(saved.devices[0].driver, "tun");
	assert_int_equal(saved.devices[0].largest, 1514);
	assert_null(saved.devices[0].features);
	assert_int_equal(json_object_size(saved.devices[0].missing), 1);
	assert_string_equal(saved.devices[1].label, "tun");
	assert_int_equal(json_array_size(saved.devices[1].features), 1);
	assert_null(saved.devices[1].missing);
	assert_string_equal(saved.kernel, "");
	assert_string_equal(saved.short_kernel, "");
	saved_free(&saved);
}

static void test_refusals(void **state)
{
	static const struct {
		const char *text, *sentence;
	} cases[] = {
		{ "", "%s is empty: the run ended before it reported anything" },
		{ "KTAP version 1\n1..2\n", "%s:1: '[' or '{' expected near 'KTAP'" },
		{ "{\"schema\":1,\n\"instances\":[\n}\n", "%s:3: unexpected token near '}'" },
		{ "{\"schema\":1,\"schema\":1}",
		  "%s:1: duplicate object key near '\"schema\"'" },
		{ "{\"schema\":1,\"instances\":[{\"name\":\"a\\u0000b\"}]}",
		  "%s:1: \\u0000 is not allowed without JSON_ALLOW_NUL near '\"a\\u0000b\"'" },
		{ "[]", "%s has no 'schema': it is no report of xdpcheck" },
		{ "{}", "%s has no 'schema': it is no report of xdpcheck" },
		{ "{\"schema\":\"1\"}", "%s has no 'schema': it is no report of xdpcheck" },
		{ "{\"schema\":2,\"instances\":[]}",
		  "%s is a report of schema 2; this xdpcheck reads 1" },
		{ "{\"schema\":1,\"known\":[]}",
		  "%s has no list of 'instances': it is no report of xdpcheck" },
		{ "{\"schema\":1,\"instances\":{}}",
		  "%s has no list of 'instances': it is no report of xdpcheck" },
		{ RUN("7"), "%s: instance 1 is not an object" },
		{ RUN("{}"), "%s: instance 1 has no 'name'" },
		{ RUN("{\"name\":[]}"), "%s: instance 1 has no 'name'" },
		{ RUN("{\"name\":\"a.a\",\"mode\":4}"), "%s: instance 1 has no 'mode'" },
		{ RUN(IN("a.a", "turbo", "pass", "")),
		  "%s: 'mode' of instance 1 is 'turbo', which this xdpcheck does not know" },
		{ RUN(LIST2(IN("a.a", "core", "pass", ""), IN("a.b", "core", "warn", ""))),
		  "%s: 'status' of instance 2 is 'warn', which this xdpcheck does not know" },
		{ RUN("{\"name\":\"a.a\",\"mode\":\"core\"}"), "%s: instance 1 has no 'status'" },
		{ RUN(LIST2(IN("a.a", "core", "pass", ""), IN("a.a", "core", "skip", ""))),
		  "%s has two instances 'a.a' of veth" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		char path[] = FILE_TEMPLATE, sentence[256];
		struct saved saved;

		file_make(path, cases[i].text, strlen(cases[i].text));
		snprintf(sentence, sizeof(sentence), cases[i].sentence, path);
		assert_int_equal(saved_load(&saved, path), -EINVAL);
		assert_string_equal(fault_text(), sentence);
		assert_int_equal(saved.count, 0);
		unlink(path);
	}
}

static void test_no_file(void **state)
{
	struct saved saved;

	(void)state;
	assert_int_equal(saved_load(&saved, "/nowhere/a.json"), -ENOENT);
	assert_string_equal(fault_text(), "cannot read /nowhere/a.json: No such file or directory");
	assert_int_equal(saved_load(&saved, "/tmp"), -EISDIR);
	assert_int_equal(saved_load(&saved, "/dev/zero"), -EFBIG);
	assert_string_equal(fault_text(),
			    "/dev/zero is larger than 256 MiB: it is no report of xdpcheck");
	saved_free(&saved);
}

/* Wherever a report is cut off, what was whole is read, and that it was cut off is
 * said; only a cut in the last white space loses nothing.
 */
static void test_cut(void **state)
{
	size_t first = strstr(whole, "},\n") + 1 - whole;	/* where that instance ends, */
	size_t second = strstr(whole, "}\n]") + 1 - whole;
	size_t end = strlen(whole) - 1;

	(void)state;
	for (size_t len = 1; len < strlen(whole); len++) {
		unsigned count = len < first ? 0 : len < second ? 1 : 2;
		struct saved saved;
		int err = load_bytes(&saved, whole, len);

		if (err) {	/* not even a line */
			assert_true(len < strlen("{\"schema\":1"));
			continue;
		}
		assert_int_equal(saved.count, count);
		if (len < end)
			assert_non_null(strstr(saved.trouble, "incomplete"));
		else
			assert_string_equal(saved.trouble, "");
		saved_free(&saved);
	}
}

static void test_incomplete(void **state)
{
	static const struct {
		const char *text, *trouble;
	} cases[] = {
		{ "{\"schema\":1,\"instances\":[" IN("a.a/core", "core", "pass", "") "]}",
		  "the report is incomplete: it breaks off after 1 instance, behind a.a/core of "
		  "veth" },
		{ "{\"schema\":1,\n\"instances\":[",
		  "the report is incomplete: it breaks off before the first instance" },
		{ "{\"schema\":1,\n\"instances\":[\n" IN("a.a/core", "core", "pass", "") ",\n{\"na",
		  "the report is incomplete: it breaks off after 1 instance, behind a.a/core of "
		  "veth" },
		{ "{\"schema\":1,\"instances\":[],\"summary\":{\"total\":9,\"not_run\":4}}",
		  "the run is incomplete: 4 of 9 instances did not run" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		struct saved saved;

		load_run(&saved, cases[i].text);
		assert_string_equal(saved.trouble, cases[i].trouble);
		saved_free(&saved);
	}
}

/* Text can be of any length, names cannot. */
static void test_long(void **state)
{
	enum { LEN = 1 << 20 };
	char *text = malloc(LEN + 512);
	struct saved saved;

	(void)state;
	assert_non_null(text);
	strcpy(text, "{\"schema\":1,\"instances\":[{\"name\":\"a.a/core\",\"mode\":\"core\","
		     "\"status\":\"fail\",\"reason\":\"");
	memset(text + strlen(text), 'x', LEN);
	strcpy(text + LEN + 84, "\"}]}");
	load_run(&saved, text);
	assert_true(strlen(saved.instances[0].reason) > LEN - 16);
	saved_free(&saved);

	strcpy(text, "{\"schema\":1,\"instances\":[{\"name\":\"");
	memset(text + strlen(text), '/', 256);
	strcpy(text + 290, "\"}]}");
	assert_int_equal(load_bytes(&saved, text, strlen(text)), -EINVAL);
	assert_non_null(strstr(fault_text(), "the name of instance 1 is longer than 255 bytes"));
	free(text);
}

/* Whatever bytes are wrong in it. The numbers are the same in each run. */
static void test_damaged(void **state)
{
	static const char bytes[] = "{}[]\",:\\01e-.tn \n\xc3\xff";
	char text[sizeof(whole)];
	uint32_t random = 1;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		size_t len = strlen(whole);
		struct saved saved;

		memcpy(text, whole, sizeof(text));
		for (unsigned j = 0; j <= i % 4; j++) {
			random = random * 1664525 + 1013904223;
			text[(random >> 8) % len] = bytes[(random >> 3) % (sizeof(bytes) - 1)];
		}
		if (i % 3 == 0)
			len = (random >> 5) % len + 1;
		if (!load_bytes(&saved, text, len))
			saved_free(&saved);
	}
}

static void test_shorten(void **state)
{
	static const struct {
		const char *release, *build, *name;
	} cases[] = {
		{ "6.12.117+deb12-cloud-amd64", "#1 SMP Debian 6.12.117-1~bpo12+1 (2026-01-01)",
		  "6.12.117" },
		{ "6.1.0-45-cloud-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.170-1 (2026-02-01)",
		  "6.1.170" },
		{ "5.10.0-33-amd64", "#1 SMP Debian 5.10.223-1 (2024-08-10)", "5.10.223" },
		{ "5.10.0-33-amd64", "#1 SMP Debian 5.1.223-1 (2024-08-10)", "5.10.0-33" },
		{ "7.3+deb14-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 7.3-1 (2026-08-01)", "7.3" },
		{ "6.8.0-45-generic", "#45-Ubuntu SMP", "6.8.0-45" },
		{ "6.18.44-fc-v669", "#1 SMP PREEMPT_DYNAMIC @0", "6.18.44" },
		{ "6.13.0-rc3-00042-gabcdef", "#7 SMP", "6.13.0-rc3" },
		{ "6.13.0", "", "6.13.0" },
		{ "my-kernel", "#1 SMP Debian 6.1.170-1", "my-kernel" },
		{ "6", "Debian ", "6" },
		{ "", "", "" },
	};
	char name[64];

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		saved_shorten(cases[i].release, cases[i].build, name, sizeof(name));
		assert_string_equal(name, cases[i].name);
	}
}

static void test_alike(void **state)
{
	(void)state;
	assert_true(saved_alike("", ""));
	assert_true(saved_alike("frame 1 of 16", "frame 12 of 300"));
	assert_true(saved_alike("16", "1"));
	assert_false(saved_alike("frame 1", "frame 1 "));
	assert_false(saved_alike("frame 1", "frame"));
	assert_false(saved_alike("frame x", "frame 1"));
	assert_false(saved_alike("", "1"));
}

/* What some of the instances fold to. Names that begin alike are not confused. */
static void test_fold(void **state)
{
	static const char *const names[] = {
		"tx.a/native/packet/tiny/16", "tx.a/native/packet/tiny/1", "tx.a/native/xsk/tiny/1",
		"tx.a/generic/xsk/tiny/1", "tx.ab/native/xsk/tiny/1", "tx.b/core",
	};
	static const struct {
		const char *chosen, *folded;
	} cases[] = {
		{ "012345", "tx.a/* tx.ab/native/xsk/tiny/1 tx.b/core " },
		{ "210", "tx.a/native/* " },
		{ "01", "tx.a/native/packet/* " },
		{ "0", "tx.a/native/packet/tiny/16 " },
		{ "12", "tx.a/native/packet/tiny/1 tx.a/native/xsk/tiny/1 " },
		{ "13", "tx.a/generic/xsk/tiny/1 tx.a/native/packet/tiny/1 " },
		{ "", "" },
	};
	struct saved_instance instances[ARRAY_SIZE(names)] = {};
	const struct saved_instance *sorted[ARRAY_SIZE(names)];
	struct saved saved = {
		.instances = instances, .sorted = sorted, .count = ARRAY_SIZE(names),
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		instances[i] = (struct saved_instance){ .dev = "veth", .name = names[i] };
		sorted[i] = &instances[i];
	}
	qsort(sorted, ARRAY_SIZE(sorted), sizeof(*sorted), saved_order);
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct saved_instance *some[ARRAY_SIZE(names)];
		struct names folded;
		char text[256] = "";
		unsigned count = 0;

		for (const char *at = cases[i].chosen; *at; at++)
			some[count++] = &instances[*at - '0'];
		assert_int_equal(names_fold(&folded, &saved, some, count), 0);
		for (unsigned j = 0; j < folded.count; j++)
			text_add(text, sizeof(text), "%s ", folded.list[j]);
		assert_string_equal(text, cases[i].folded);
		names_free(&folded);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_shorten),
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_fold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
