/* SPDX-License-Identifier: GPL-2.0-only */
/* The page of a matrix: its columns and cells, that each of its links leads
 * somewhere, and that text is only ever text in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../markup.h"
#include "../matrix.h"
#include "../text.h"
#include "saved_file.h"

#define ON(kernel, instances)							\
	"{\"schema\":1,\n\"instances\":[\n" instances "\n],\"environment\":{\"kernel\":\""	\
	kernel "\",\"kernel_version\":\"#1\",\"machine\":\"x86_64\"},\"summary\":{}}\n"
#define EVIL "<script>alert(1)</script> \\\"' & | `` [a](b) *b* _c_ a_b \\u001b \\n \\u202e"

/* A matrix of these reports, which are texts. */
static void make(struct matrix *matrix, const char *const *reports, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char path[] = FILE_TEMPLATE;

		file_make(path, reports[i], strlen(reports[i]));
		matrix_add(matrix, path);
		unlink(path);
		matrix->runs[i].saved.path = "report";
	}
}

static char *page(struct matrix *matrix, int (*print)(FILE *out, const struct matrix *matrix))
{
	char *text = NULL;

	PRINTED(text, out, assert_int_equal(print(out, matrix), 0));
	return text;
}

static void expect_in(const char *text, const char *part)
{
	if (strstr(text, part))
		return;
	print_error("'%s' is not in:\n%s\n", part, text);
	fail();
}

/* Every link within the page has a target, which is there once. */
static void check_links(const char *text, const char *link, char end)
{
	for (const char *at = text; (at = strstr(at, link));) {
		char id[128];

		at += strlen(link);
		snprintf(id, sizeof(id), " id=\"%.*s\"", (int)(strchr(at, end) - at), at);
		expect_in(text, id);
		assert_null(strstr(strstr(text, id) + 1, id));
	}
}

static const char *const two[] = {
	ON("6.1.0-rc2", LIST3(
		IN_DEV("veth", "tx.a/native/packet/tiny/1", "native", "pass", ""),
		IN_DEV("veth", "tx.a/native/packet/tiny/16", "native", "fail", "1 lost"),
		IN_DEV("veth", "tx.b/core", "core", "skip", "no way"))),
	ON("6.2.3+deb", LIST4(
		IN_DEV("veth", "tx.a/native/packet/tiny/1", "native", "pass", ""),
		IN_DEV("veth", "tx.a/native/packet/tiny/16", "native", "pass", ""),
		IN_DEV("veth", "tx.b/core", "core", "skip", "no way"),
		IN_DEV("igb", "pass.a/native/packet/tiny/1", "native", "error", "no memory"))),
};

static void test_columns(void **state)
{
	struct matrix matrix = {};
	struct totals totals;
	char text[64], *why;

	(void)state;
	make(&matrix, two, 2);
	assert_int_equal(matrix_count(&matrix), 0);
	assert_int_equal(matrix.kernels.count, 2);
	assert_string_equal(matrix.kernels.list[0], "6.1.0-rc2");
	assert_string_equal(matrix.kernels.list[1], "6.2.3");
	assert_string_equal(matrix.devices.list[1], "igb");
	assert_string_equal(matrix.groups.list[0], "tx");
	assert_int_equal(matrix.modes[0], NATIVE | SET(MODE_CORE));
	assert_true(matrix_has_mode(&matrix, 1, MODE_NATIVE));
	assert_false(matrix_has_mode(&matrix, 1, MODE_CORE));
	assert_false(matrix_has_mode(&matrix, 1, MODES));

	totals = matrix_cell(&matrix, (struct column){ 0, 0, MODE_NATIVE }, 0);
	cell_text(&totals, text, sizeof(text));
	assert_string_equal(text, "1 FAIL/2");
	assert_int_equal(cell_worst(&totals), FAIL);
	totals = matrix_cell(&matrix, (struct column){ 1, 1, MODE_NATIVE }, ALL_GROUPS);
	cell_text(&totals, text, sizeof(text));
	assert_string_equal(text, "1 ERROR/1");
	why = matrix_why_empty(&matrix, (struct column){ 0, 1, MODE_NATIVE }, 1);
	assert_string_equal(why, "igb was not run on 6.1.0-rc2");
	free(why);
	why = matrix_why_empty(&matrix, (struct column){ 0, 0, MODE_NATIVE }, 1);
	assert_string_equal(why, "the run of veth on 6.1.0-rc2 did not have all cases");
	free(why);
	why = matrix_why_empty(&matrix, (struct column){ 0, 0, MODE_GENERIC }, 1);
	assert_string_equal(why, "no run has such a case in generic mode");
	free(why);
	matrix_free(&matrix);
}

static void test_cells(void **state)
{
	static const struct {
		struct totals totals;
		const char *text;
	} cases[] = {
		{ { .total = 0 }, "-" },
		{ { .of = { [PASS] = 5 }, .total = 5 }, "5" },
		{ { .of = { [PASS] = 5, [KNOWN] = 2, [SKIP] = 9 }, .total = 16 }, "5+2k 9s" },
		{ { .of = { [KNOWN] = 2 }, .total = 2 }, "0+2k" },
		{ { .of = { [SKIP] = 9 }, .total = 9 }, "9s" },
		{ { .of = { [FAIL] = 3, [PASS] = 7, [SKIP] = 1 }, .total = 11 }, "3 FAIL/10 1s" },
		{ { .of = { [FAIL] = 3, [ERROR] = 1, [KNOWN] = 4 }, .total = 8 },
		  "3 FAIL+1 ERROR/8 4k" },
	};
	char text[64];

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		cell_text(&cases[i].totals, text, sizeof(text));
		assert_string_equal(text, cases[i].text);
	}
}

static void test_pages(void **state)
{
	struct matrix matrix = {};
	char *text;

	(void)state;
	make(&matrix, two, 2);
	assert_int_equal(matrix_count(&matrix), 0);
	text = page(&matrix, matrix_markdown);
	check_links(text, "](#", ')');
	expect_in(text, "| [veth](#veth) | native | **[1 FAIL/2](#veth-native)** | 2 |\n");
	expect_in(text, "| [igb](#igb) | native | - | **[1 ERROR/1](#igb-native)** |\n");
	expect_in(text, "| tx | **[1 FAIL/2](#veth-native-tx)** | [1s](#veth-core-tx) | 2 | "
			"[1s](#veth-core-tx) |\n");
	expect_in(text, "<a id=\"veth-native-tx\"></a>**tx**\n\n"
			"- **1 fail** on 6.1.0-rc2: 1 lost\n  `tx.a/native/packet/tiny/16`\n");
	expect_in(text, "- **1 skip**: no way\n  `tx.b/core`\n");
	expect_in(text, "Of the dashes:\n\n- igb was not run on 6.1.0-rc2\n");
	expect_in(text, "| 6.2.3 | 6.2.3+deb | #1 | x86_64 |\n");
	free(text);
	text = page(&matrix, matrix_html);
	check_links(text, " href=\"#", '"');
	expect_in(text, "<th class=\"k\" colspan=\"3\" title=\"6.2.3+deb\"><span>6.2.3</span>");
	expect_in(text, "<td class=\"fail k\"><a href=\"#veth-native-tx\">1 FAIL/2</a>");
	expect_in(text, "<td class=\"none d\" title=\"igb was not run on 6.1.0-rc2\">-");
	expect_in(text, "<details class=\"fail\"><summary><b>1 fail</b> on 6.1.0-rc2: 1 lost");
	free(text);
	matrix_free(&matrix);
}

/* Two runs of one kernel, and two kernels whose short names are the same. */
static void test_labels(void **state)
{
	static const char *const reports[] = {
		ON("6.1.0-one", IN("a.a/core", "core", "pass", "")),
		ON("6.1.0-two", IN("a.a/core", "core", "pass", "")),
		ON("6.1.0-two", IN("a.a/core", "core", "pass", "")),
		ON("6.1.0-three", IN_DEV("igb", "a.a/core", "core", "pass", "")),
		ON("", IN("a.a/core", "core", "pass", "")),
		"{\"schema\":1,\"instances\":[" IN("a.a/core", "core", "pass", ""),
		"{\"schema\":7}",
	};
	static const char *const labels[] = {
		"6.1.0-one", "6.1.0-two", "6.1.0-two #2", "6.1.0", "report", "report #2",
	};
	struct matrix matrix = {};

	(void)state;
	make(&matrix, reports, ARRAY_SIZE(reports));
	assert_int_equal(matrix_count(&matrix), 0);
	assert_int_equal(matrix.kernels.count, ARRAY_SIZE(labels));
	for (unsigned i = 0; i < ARRAY_SIZE(labels); i++)
		assert_string_equal(matrix.kernels.list[i], labels[i]);
	assert_string_equal(matrix.runs[6].label, "report");
	assert_non_null(matrix.runs[6].trouble);
	matrix_free(&matrix);
}

/* A run without a report is a column all the same. */
static void test_trouble(void **state)
{
	struct matrix matrix = {};
	char *text;

	(void)state;
	assert_int_equal(matrix_add_trouble(&matrix, "7.3:igb,virtio_net:mq=no <boot>"), 0);
	assert_int_equal(matrix_add_trouble(&matrix, "7.4=gone = gone"), 0);
	assert_int_equal(matrix_add_trouble(&matrix, "7.4:="), -EINVAL);
	assert_int_equal(matrix_add_trouble(&matrix, "=x"), -EINVAL);
	assert_int_equal(matrix_add_trouble(&matrix, "7.5"), -EINVAL);
	assert_string_equal(fault_text(),
			    "--trouble takes KERNEL[:DEVICE,...]=SENTENCE, not '7.5'");
	assert_int_equal(matrix_count(&matrix), 0);
	assert_string_equal(matrix_trouble(&matrix, 0, 1), "no <boot>");
	assert_string_equal(matrix_trouble(&matrix, 1, 0), "gone = gone");
	text = page(&matrix, matrix_markdown);
	check_links(text, "](#", ')');
	expect_in(text, "| [virtio_net:mq](#virtio_net-mq) | - | [!](#trouble) | "
			"[!](#trouble) |\n");
	expect_in(text, "- 7.3, igb,virtio_net:mq: no &lt;boot&gt;\n- 7.4: gone = gone\n");
	free(text);
	text = page(&matrix, matrix_html);
	check_links(text, " href=\"#", '"');
	expect_in(text, "<td class=\"error k\" title=\"no &lt;boot&gt;\">"
			"<a href=\"#trouble\">!</a>");
	free(text);
	matrix_free(&matrix);
}

/* Only the devices that it names lack results for that. */
static void test_trouble_of_some(void **state)
{
	struct matrix matrix = {};

	(void)state;
	make(&matrix, two, 1);
	assert_int_equal(matrix_add_trouble(&matrix, "6.1.0-rc2:igb=no such NIC"), 0);
	assert_int_equal(matrix_count(&matrix), 0);
	assert_int_equal(matrix.kernels.count, 1);
	assert_null(matrix_trouble(&matrix, 0, 0));
	assert_string_equal(matrix_trouble(&matrix, 0, 1), "no such NIC");
	assert_true(matrix_is_lost(&matrix, (struct column){ 0, 1, MODES }, 0));
	assert_false(matrix_is_lost(&matrix, (struct column){ 0, 0, MODE_CORE }, 0));
	assert_false(matrix_is_partial(&matrix, (struct column){ 0, 0, MODE_CORE }, ALL_GROUPS));
	matrix_free(&matrix);
}

static void test_nothing(void **state)
{
	static const char *const empty[] = { "{\"schema\":1,\"instances\":[]}" };
	struct matrix matrix = {};

	(void)state;
	make(&matrix, empty, 1);
	assert_int_equal(matrix_count(&matrix), 0);
	free(page(&matrix, matrix_markdown));
	free(page(&matrix, matrix_html));
	matrix_free(&matrix);
}

/* In every place that text of a report comes to. */
static void test_hostile(void **state)
{
	static const char *const reports[] = {
		"{\"schema\":1,\"instances\":[{\"name\":\"" EVIL "\",\"dev\":\"" EVIL "\",\"mode\":"
		"\"core\",\"status\":\"known\",\"reason\":\"" EVIL "\",\"evidence\":\"" EVIL "\","
		"\"why\":\"" EVIL "\"}],\"devices\":[{\"label\":\"" EVIL "\",\"driver\":\"" EVIL
		"\",\"driver_version\":\"" EVIL "\",\"firmware\":\"" EVIL "\",\"features\":[\"" EVIL
		"\",3],\"missing\":{\"" EVIL "\":\"" EVIL "\",\"b\":[]}}],\"environment\":{"
		"\"kernel\":\"" EVIL "\",\"kernel_version\":\"" EVIL "\",\"machine\":\"" EVIL
		"\"},\"summary\":{\"not_run\":-1}}",
	};
	struct matrix matrix = {};
	char *text;

	(void)state;
	make(&matrix, reports, 1);
	assert_int_equal(matrix_count(&matrix), 0);
	for (unsigned html = 0; html < 2; html++) {
		text = page(&matrix, html ? matrix_html : matrix_markdown);
		assert_null(strchr(text, '\033'));
		assert_null(strstr(text, "\xe2\x80\xae"));
		assert_int_equal(strstr(text, "<script") || strstr(text, "& "), !html);
		if (html)
			check_links(text, " href=\"#", '"');
		free(text);
	}
	matrix_free(&matrix);
}

static void test_markup(void **state)
{
	static const struct {
		const char *text, *html, *markdown, *code, *anchor;
	} cases[] = {
		{ "<a b=\"c\" d='e'>&amp;", "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;",
		  "&lt;a b=\"c\" d='e'&gt;&amp;amp;", "`<a b=\"c\" d='e'>&amp;`",
		  "-a-b--c--d--e---amp-" },
		{ "xdp_tx _x_ *y*|z\n", "xdp_tx _x_ *y*|z ", "xdp_tx \\_x\\_ \\*y\\*\\|z ",
		  "`xdp_tx _x_ *y*|z `", "xdp_tx-_x_--y--z-" },
		{ "`` ` [x]", "`` ` [x]", "\\`\\` \\` \\[x\\]", "``` `` ` [x] ```", "------x-" },
		{ "\xc3\xbc\xff", "\xc3\xbc?", "\xc3\xbc?", "`\xc3\xbc?`", "---" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		char *html = NULL, *markdown = NULL, *code = NULL, *anchor = NULL;

		PRINTED(html, out, html_text(out, cases[i].text));
		PRINTED(markdown, out, markdown_text(out, cases[i].text));
		PRINTED(code, out, markdown_code(out, cases[i].text));
		PRINTED(anchor, out, markup_anchor(out, cases[i].text));
		assert_string_equal(html, cases[i].html);
		assert_string_equal(markdown, cases[i].markdown);
		assert_string_equal(code, cases[i].code);
		assert_string_equal(anchor, cases[i].anchor);
		free(html);
		free(markdown);
		free(code);
		free(anchor);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_trouble),
		cmocka_unit_test(test_trouble_of_some),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_markup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
