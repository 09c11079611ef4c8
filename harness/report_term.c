/* SPDX-License-Identifier: GPL-2.0-only */
/* The report for people: a line of progress while cases run, then what this
 * device can do as a matrix of suites and modes, then all that was not a pass,
 * each thing said once, and last the totals.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "environment.h"
#include "report.h"
#include "text.h"

#define NAME_COLUMNS 16		/* of a row of the matrix, and */
#define CELL_COLUMNS 16		/* of each mode in it: 80 in all */
#define ALSO_MAX 6		/* other failures of a case that are named */

struct hue {
	const char *good, *known, *bad, *dim, *bold, *end;
};

static const struct hue plain = { "", "", "", "", "", "" };
static const struct hue coloured = {
	.good = "\033[32m", .known = "\033[33m", .bad = "\033[1;31m",
	.dim = "\033[2m", .bold = "\033[1m", .end = "\033[0m",
};

struct page {
	FILE *out;
	const struct hue *hue;
	const struct suite *suite;
};

/* Texts and how often each was put in, in the order of the first times. */
struct bag {
	struct { const char *text; unsigned times; } *items;
	unsigned count;
};

static const struct suite *running;	/* one() is not told which */

static bool has_terminal(FILE *out)
{
	return isatty(fileno(out));
}

static const struct hue *hue_for(FILE *out)
{
	const char *never = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	if (!has_terminal(out) || (never && *never) || (terminal && !strcmp(terminal, "dumb")))
		return &plain;
	return &coloured;
}

static void term_begin(FILE *out, const struct suite *suite)
{
	(void)out;
	running = suite;
}

static void term_one(FILE *out, unsigned number, const struct instance *in)
{
	char line[128];

	if (!has_terminal(out))
		return;
	snprintf(line, sizeof(line), "%u/%u %s", number, running->count, in->name);
	/* The last column stays free: some terminals break the line there. */
	fprintf(out, "\r\033[K%.*s", TEXT_COLUMNS - 1, line);
}

/* Prints in a colour. Returns the columns, of which the colour takes none. */
__attribute__((format(printf, 3, 4)))
static int paint(const struct page *page, const char *colour, const char *fmt, ...)
{
	va_list args;
	int columns;

	fputs(colour, page->out);
	va_start(args, fmt);
	columns = vfprintf(page->out, fmt, args);
	va_end(args);
	fputs(*colour ? page->hue->end : "", page->out);
	return columns;
}

static int paint_bad_cell(const struct page *page, const struct totals *totals)
{
	const unsigned *of = totals->of;
	const char *bad = page->hue->bad;

	if (of[FAIL] && of[ERROR])
		return paint(page, bad, "%4u FAIL+%u ERR", of[FAIL], of[ERROR]);
	return paint(page, bad, "%4u %s", of[FAIL] + of[ERROR], of[FAIL] ? "FAIL" : "ERROR") +
	       paint(page, page->hue->dim, "/%u", totals->total - totals->not_run - of[SKIP]);
}

/* What became of the instances of one suite in one mode. Returns the columns. */
static int paint_cell(const struct page *page, const struct totals *totals)
{
	const struct hue *hue = page->hue;
	const unsigned *of = totals->of;
	int columns = 0;

	if (of[FAIL] || of[ERROR])
		return paint_bad_cell(page, totals);
	if (of[PASS] || of[KNOWN])
		columns += paint(page, of[PASS] ? hue->good : hue->known, "%4u", of[PASS]);
	if (of[KNOWN])
		columns += paint(page, hue->known, "+%uk", of[KNOWN]);
	if (of[SKIP])
		columns += paint(page, hue->dim, columns ? " %us" : "%4us", of[SKIP]);
	if (!columns)
		columns += paint(page, hue->dim, "%4s", "-");
	return columns;
}

static bool same_group(const struct instance *a, const struct instance *b)
{
	int len = report_group_len(a);

	return len == report_group_len(b) && !strncmp(a->row->name, b->row->name, len);
}

/* The row of one group, or of all of them when it is NULL. */
static void matrix_row(const struct page *page, const struct instance *group)
{
	const struct suite *suite = page->suite;

	fprintf(page->out, "  %-*.*s", NAME_COLUMNS - 2,
		group ? report_group_len(group) : NAME_COLUMNS, group ? group->row->name : "all");
	for (enum mode mode = 0; mode < MODES; mode++) {
		struct totals totals = {};
		int columns;

		for (unsigned i = 0; i < suite->count; i++)
			if (suite->instances[i].mode == mode &&
			    (!group || same_group(&suite->instances[i], group)))
				totals_add(&totals, &suite->instances[i]);
		columns = paint_cell(page, &totals);
		if (mode + 1 < MODES)
			fprintf(page->out, "%*s", CELL_COLUMNS - columns, "");
	}
	fprintf(page->out, "\n");
}

static void term_matrix(const struct page *page)
{
	const struct instance *instances = page->suite->instances;

	fprintf(page->out, "\n%*s", NAME_COLUMNS, "");
	for (enum mode mode = 0; mode < MODES; mode++)
		paint(page, page->hue->bold, "%-*s", mode + 1 < MODES ? CELL_COLUMNS : 0,
		      mode_names[mode]);
	fprintf(page->out, "\n");
	for (unsigned i = 0; i < page->suite->count; i++) {
		unsigned first = 0;

		while (!same_group(&instances[first], &instances[i]))
			first++;
		if (first == i)
			matrix_row(page, &instances[i]);
	}
	matrix_row(page, NULL);
}

/* What the letters of the matrix mean, if it has any. */
static void term_legend(const struct page *page, const struct totals *totals)
{
	if (totals->of[KNOWN] || totals->of[SKIP])
		paint(page, page->hue->dim, "\n  %s%s%s\n",
		      totals->of[KNOWN] ? "k: known deviations" : "",
		      totals->of[KNOWN] && totals->of[SKIP] ? ", " : "",
		      totals->of[SKIP] ? "s: skipped" : "");
}

static void bag_put(struct bag *bag, const char *text)
{
	unsigned i = 0;

	while (i < bag->count && strcmp(bag->items[i].text, text))
		i++;
	if (i == bag->count) {
		void *items = reallocarray(bag->items, i + 1, sizeof(*bag->items));

		if (!items)
			return;
		bag->items = items;
		bag->items[i].text = text;
		bag->items[i].times = 0;
		bag->count++;
	}
	bag->items[i].times++;
}

static void bag_free(struct bag *bag)
{
	free(bag->items);
}

static void term_heading(const struct page *page, const char *text)
{
	fprintf(page->out, "\n");
	paint(page, page->hue->bold, "%s", text);
	fprintf(page->out, "\n");
}

static void term_skips(const struct page *page)
{
	_cleanup_(bag_free) struct bag reasons = {};

	for (unsigned i = 0; i < page->suite->count; i++) {
		const struct instance *in = &page->suite->instances[i];

		if (in->done && in->result.status == SKIP)
			bag_put(&reasons, in->result.reason);
	}
	if (reasons.count)
		term_heading(page, "Skipped");
	for (unsigned i = 0; i < reasons.count; i++) {
		fprintf(page->out, "%6u  ", reasons.items[i].times);
		text_wrap(page->out, 8, reasons.items[i].text);
	}
}

/* The cases that deviate with this evidence: "tx.full (2), tx.down (1)". */
static void known_cases(const struct page *page, const char *evidence)
{
	_cleanup_(bag_free) struct bag cases = {};
	char line[4 * REPORT_LINE] = "";

	for (unsigned i = 0; i < page->suite->count; i++) {
		const struct instance *in = &page->suite->instances[i];

		if (in->done && in->result.status == KNOWN &&
		    !strcmp(in->result.evidence, evidence))
			bag_put(&cases, in->row->name);
	}
	for (unsigned i = 0; i < cases.count; i++)
		text_add(line, sizeof(line), "%s%s (%u)", i ? ", " : "", cases.items[i].text,
			 cases.items[i].times);
	fprintf(page->out, "%8s", "");
	text_wrap(page->out, 8, line);
}

static void term_known(const struct page *page)
{
	_cleanup_(bag_free) struct bag evidence = {};

	for (unsigned i = 0; i < page->suite->count; i++) {
		const struct instance *in = &page->suite->instances[i];

		if (in->done && in->result.status == KNOWN)
			bag_put(&evidence, in->result.evidence);
	}
	if (evidence.count)
		term_heading(page, page->suite->strict ? "Known deviations, failing a strict run"
						       : "Known deviations");
	for (unsigned i = 0; i < evidence.count; i++) {
		paint(page, page->hue->known, "%6u  ", evidence.items[i].times);
		text_wrap(page->out, 8, evidence.items[i].text);
		known_cases(page, evidence.items[i].text);
	}
}

static void term_labelled(const struct page *page, const char *label, const char *text)
{
	paint(page, page->hue->dim, "      %-8s", label);
	text_wrap(page->out, 14, text);
}

static void term_failure(const struct page *page, const struct instance *in)
{
	bool ours = in->result.status == ERROR;
	char line[REPORT_LINE];

	fprintf(page->out, "\n");
	paint(page, page->hue->bad, "%-5s", ours ? "ERROR" : "FAIL");
	paint(page, page->hue->bold, " %s", in->name);
	fprintf(page->out, "\n");
	term_labelled(page, "why", in->row->why);
	term_labelled(page, ours ? "error" : "broken", in->result.reason);
	report_seen(in, line, sizeof(line));
	term_labelled(page, "seen", line);
	paint(page, page->hue->dim, "      %-8s", "repeat");
	report_repeat(in, line, sizeof(line));
	text_line(page->out, line);	/* to be copied: never broken */
	fprintf(page->out, "\n");
}

static bool is_bad(const struct instance *in)
{
	return in->done && (in->result.status == FAIL || in->result.status == ERROR);
}

/* Failures of one case in one mode mostly have one cause. */
static bool same_trouble(const struct instance *a, const struct instance *b)
{
	return is_bad(a) && a->row == b->row && a->mode == b->mode &&
	       a->result.status == b->result.status;
}

/* The names of the others in the same trouble, from the next on. */
static void term_also(const struct page *page, unsigned first)
{
	const struct instance *instances = page->suite->instances;
	char line[REPORT_LINE] = "";
	unsigned count = 0;

	for (unsigned i = first + 1; i < page->suite->count; i++)
		if (same_trouble(&instances[i], &instances[first]) && count++ < ALSO_MAX)
			text_add(line, sizeof(line), "%s%s", *line ? ", " : "",
				 instances[i].name + strlen(instances[i].row->name) + 1);
	if (count > ALSO_MAX)
		text_add(line, sizeof(line), " and %u more", count - ALSO_MAX);
	if (count)
		term_labelled(page, "also", line);
}

static void term_failures(const struct page *page)
{
	const struct instance *instances = page->suite->instances;

	for (unsigned i = 0; i < page->suite->count; i++) {
		unsigned first = 0;

		if (!is_bad(&instances[i]))
			continue;
		while (!same_trouble(&instances[first], &instances[i]))
			first++;
		if (first < i)
			continue;
		term_failure(page, &instances[i]);
		term_also(page, i);
	}
}

static void term_totals(const struct page *page, const struct totals *totals)
{
	const struct hue *hue = page->hue;
	const unsigned *of = totals->of;
	char line[REPORT_LINE];

	fprintf(page->out, "\n");
	if (of[FAIL])
		paint(page, hue->bad, "%u failed, ", of[FAIL]);
	if (of[ERROR])
		paint(page, hue->bad, "%u error%s, ", of[ERROR], of[ERROR] > 1 ? "s" : "");
	if (totals->not_run)
		paint(page, hue->bad, "%u not run, ", totals->not_run);
	paint(page, of[PASS] ? hue->good : "", "%u passed", of[PASS]);
	if (of[KNOWN])
		paint(page, hue->known, ", %u known", of[KNOWN]);
	if (of[SKIP])
		fprintf(page->out, ", %u skipped", of[SKIP]);
	fprintf(page->out, " in %.1f s\n", page->suite->us / 1e6);
	environment_describe(page->suite->facts, line, sizeof(line));
	text_wrap(page->out, 0, line);
}

static void term_end(FILE *out, const struct suite *suite)
{
	struct page page = { .out = out, .hue = hue_for(out), .suite = suite };
	struct totals totals = totals_of(suite);

	if (has_terminal(out))
		fprintf(out, "\r\033[K");
	term_matrix(&page);
	term_legend(&page, &totals);
	term_skips(&page);
	term_known(&page);
	term_failures(&page);
	term_totals(&page, &totals);
}

const struct report_kind report_term = {
	.name = "term",
	.begin = term_begin,
	.one = term_one,
	.end = term_end,
};
