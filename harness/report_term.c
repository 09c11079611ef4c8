/* SPDX-License-Identifier: GPL-2.0-only */
/* The report for people: a line of progress while cases run, then what this
 * device can do as a matrix of suites and modes, then all that was not a pass,
 * each thing said once, and last the totals.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "environment.h"
#include "report_term.h"
#include "text.h"

#define ALSO_MAX 6		/* other failures of a case that are named */
#define KNOWN_MAX 6		/* known deviations of one kind that are named each */
#define REDRAW_MS 100		/* between two lines of progress */

static const struct hue plain = { "", "", "", "", "", "" };
static const struct hue coloured = {
	.good = "\033[32m", .known = "\033[33m", .bad = "\033[1;31m",
	.dim = "\033[2m", .bold = "\033[1m", .end = "\033[0m",
};

/* Texts and how often each was put in, in the order of the first times. */
struct bag {
	struct { const char *text; unsigned times; } *items;
	unsigned count;
};

static const struct suite *running;	/* one() is not told which */
static uint64_t redrawn_ms;		/* when the line of progress was, last */

static bool has_terminal(FILE *out)
{
	return isatty(fileno(out));
}

static bool is_dumb(void)
{
	const char *terminal = getenv("TERM");

	return terminal && !strcmp(terminal, "dumb");
}

static const struct hue *hue_for(FILE *out)
{
	const char *never = getenv("NO_COLOR");

	if (!has_terminal(out) || (never && *never) || is_dumb())
		return &plain;
	return &coloured;
}

/* Whether a line of progress can be drawn there, and again. */
static bool has_progress(FILE *out)
{
	return has_terminal(out) && !is_dumb();
}

static void term_begin(FILE *out, const struct suite *suite)
{
	(void)out;
	running = suite;
	redrawn_ms = 0;
}

static void term_one(FILE *out, unsigned number, const struct instance *in)
{
	char line[128];

	if (!has_progress(out) ||
	    (number < running->count && clock_ms() < redrawn_ms + REDRAW_MS))
		return;
	redrawn_ms = clock_ms();
	snprintf(line, sizeof(line), "%u/%u %s", number, running->count, report_name(in));
	/* The last column stays free: some terminals break the line there. */
	fprintf(out, "\r\033[K%.*s", TEXT_COLUMNS - 1, line);
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

/* What deviates with this evidence: the instances, or if those are too many the
 * cases, "tx.full (6), tx.down (1)".
 */
static void known_names(const struct page *page, const char *evidence, bool each)
{
	_cleanup_(bag_free) struct bag names = {};
	char line[4 * REPORT_LINE] = "";

	for (unsigned i = 0; i < page->suite->count; i++) {
		const struct instance *in = &page->suite->instances[i];

		if (in->done && in->result.status == KNOWN &&
		    !strcmp(in->result.evidence, evidence))
			bag_put(&names, each ? in->name : in->row->name);
	}
	for (unsigned i = 0; i < names.count; i++) {
		text_add(line, sizeof(line), "%s%s", i ? ", " : "", names.items[i].text);
		if (!each)
			text_add(line, sizeof(line), " (%u)", names.items[i].times);
	}
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
		unsigned times = evidence.items[i].times;

		paint(page, page->suite->strict ? page->hue->bad : page->hue->known, "%6u  ",
		      times);
		text_wrap(page->out, 8, evidence.items[i].text);
		known_names(page, evidence.items[i].text, times <= KNOWN_MAX);
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
	paint(page, page->hue->bold, " %s", report_name(in));
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
	return is_bad(a) && a->row == b->row && a->mode == b->mode && a->device == b->device &&
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

/* "2 failed (1 known, --strict), ", with no number if all are known. */
static void term_failed(const struct page *page, unsigned failed, unsigned known)
{
	char word[64] = "";

	if (known && known < failed)
		text_add(word, sizeof(word), " (%u known, --strict)", known);
	else if (known)
		text_add(word, sizeof(word), " (known, --strict)");
	if (failed)
		paint(page, page->hue->bad, "%u failed%s, ", failed, word);
}

static void term_totals(const struct page *page)
{
	struct totals totals = totals_of(page->suite);
	unsigned strictly = totals_judge(&totals, page->suite);
	const struct hue *hue = page->hue;
	const unsigned *of = totals.of;
	char line[REPORT_LINE];

	fprintf(page->out, "\n");
	term_failed(page, of[FAIL], strictly);
	if (of[ERROR])
		paint(page, hue->bad, "%u error%s, ", of[ERROR], of[ERROR] > 1 ? "s" : "");
	if (totals.not_run)
		paint(page, hue->bad, "%u not run, ", totals.not_run);
	paint(page, of[PASS] ? hue->good : "", "%u passed", of[PASS]);
	if (of[KNOWN])
		paint(page, hue->known, ", %u known", of[KNOWN]);
	if (of[SKIP])
		fprintf(page->out, ", %u skipped", of[SKIP]);
	fprintf(page->out, " in %.1f s\n", page->suite->us / 1e6);
	for (unsigned i = 0; i < page->suite->devices_count; i++) {
		environment_describe(&page->suite->devices[i].facts, line, sizeof(line));
		text_wrap(page->out, 0, line);
	}
}

static void term_end(FILE *out, const struct suite *suite)
{
	struct page page = { .out = out, .hue = hue_for(out), .suite = suite };

	if (has_progress(out))
		fprintf(out, "\r\033[K");
	for (unsigned i = 0; i < suite->devices_count; i++) {
		page.device = &suite->devices[i];
		if (suite->devices_count > 1)
			term_heading(&page, page.device->label);
		term_matrix(&page);
	}
	term_legend(&page);
	term_skips(&page);
	term_known(&page);
	term_failures(&page);
	term_totals(&page);
}

const struct report_kind report_term = {
	.name = "term",
	.begin = term_begin,
	.one = term_one,
	.end = term_end,
};
