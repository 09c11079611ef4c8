/* SPDX-License-Identifier: GPL-2.0-only */
/* The matrix of the report for people: what became of each suite in each mode. */
#include <stdarg.h>
#include <string.h>
#include "report_term.h"
#include "suite.h"

#define NAME_COLUMNS 16		/* of a row of the matrix, and */
#define CELL_COLUMNS 16		/* of each mode in it: 80 in all */

int paint(const struct page *page, const char *colour, const char *fmt, ...)
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
			if (suite->instances[i].device == page->device &&
			    suite->instances[i].mode == mode &&
			    (!group || same_group(&suite->instances[i], group)))
				totals_add(&totals, &suite->instances[i]);
		totals_judge(&totals, suite);
		columns = paint_cell(page, &totals);
		if (mode + 1 < MODES)
			fprintf(page->out, "%*s", CELL_COLUMNS - columns, "");
	}
	fprintf(page->out, "\n");
}

void term_legend(const struct page *page)
{
	struct totals totals = totals_of(page->suite);

	totals_judge(&totals, page->suite);
	if (totals.of[KNOWN] || totals.of[SKIP])
		paint(page, page->hue->dim, "\n  %s%s%s\n",
		      totals.of[KNOWN] ? "k: known deviations" : "",
		      totals.of[KNOWN] && totals.of[SKIP] ? ", " : "",
		      totals.of[SKIP] ? "s: skipped" : "");
}

void term_matrix(const struct page *page)
{
	const struct suite part = suite_of_device(page->suite, page->device);

	fprintf(page->out, "\n%*s", NAME_COLUMNS, "");
	for (enum mode mode = 0; mode < MODES; mode++)
		paint(page, page->hue->bold, "%-*s", mode + 1 < MODES ? CELL_COLUMNS : 0,
		      mode_names[mode]);
	fprintf(page->out, "\n");
	for (unsigned i = 0; i < part.count; i++) {
		unsigned first = 0;

		while (!same_group(&part.instances[first], &part.instances[i]))
			first++;
		if (first == i)
			matrix_row(page, &part.instances[i]);
	}
	matrix_row(page, NULL);
}
