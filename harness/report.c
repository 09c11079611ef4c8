/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of report, which file each goes to, and the words that they share. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "report.h"
#include "text.h"
#include "words.h"

static const struct report_kind *const kinds[] = {
	&report_term, &report_ktap, &report_junit, &report_json,
};

static bool several;		/* devices in the run that is reported */

static const struct report_kind *kind_find(const char *name, size_t len)
{
	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i]->name) == len && !strncmp(kinds[i]->name, name, len))
			return kinds[i];
	return NULL;
}

const char *report_kinds(void)
{
	static char names[64];

	names[0] = '\0';
	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++)
		text_add(names, sizeof(names), "%s%s", i ? ", " : "", kinds[i]->name);
	return names;
}

const struct report_kind *report_default(FILE *out)
{
	return isatty(fileno(out)) ? &report_term : &report_ktap;
}

static bool goes_to(const struct reports *reports, const FILE *out)
{
	for (unsigned i = 0; i < reports->count; i++)
		if (reports->list[i].out == out)
			return true;
	return false;
}

static int report_open(struct reports *reports, const char *arg, FILE *out)
{
	size_t len = strcspn(arg, ":");
	const char *path = arg[len] ? arg + len + 1 : "-";
	struct report report = { .kind = kind_find(arg, len), .out = out };

	if (!report.kind)
		return fault(0, "no report is called '%.*s', there are %s", (int)len, arg,
			     report_kinds()) ?: -EINVAL;
	if (!*path)
		return fault(0, "--report %s names no file", arg) ?: -EINVAL;
	if (reports->count == REPORTS_MAX - 1)
		return fault(0, "at most %u reports can be written", REPORTS_MAX - 1) ?: -EINVAL;
	if (strcmp(path, "-")) {
		report.path = path;
		report.out = fopen(path, "we");
		if (!report.out)
			return fault(-errno, "cannot write the report %s", path);
	} else if (goes_to(reports, out)) {
		return fault(0, "only one report can go to the standard output, not %s too",
			     arg) ?: -EINVAL;
	}
	reports->list[reports->count++] = report;
	return 0;
}

static const char *report_path(const struct report *report)
{
	return report->path ?: "on the standard output";
}

/* Terminals, pipes and /dev/null can be shared; in a file, one report overwrites
 * the other.
 */
static bool same_file(const struct report *a, const struct report *b)
{
	struct stat one, other;

	return !fstat(fileno(a->out), &one) && !fstat(fileno(b->out), &other) &&
	       S_ISREG(one.st_mode) && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static int check_files(const struct reports *reports)
{
	const struct report *list = reports->list;

	for (unsigned i = 0; i < reports->count; i++)
		for (unsigned j = 0; j < i; j++)
			if (same_file(&list[i], &list[j]))
				return fault(0, "two reports cannot go to one file: %s, %s",
					     report_path(&list[j]),
					     report_path(&list[i])) ?: -EINVAL;
	return 0;
}

int reports_open(struct reports *reports, const char *const *args, unsigned count, FILE *out)
{
	int err = 0;

	reports->count = 0;
	for (unsigned i = 0; !err && i < count; i++)
		err = report_open(reports, args[i], out);
	if (!err && !goes_to(reports, out))
		reports->list[reports->count++] =
			(struct report){ .kind = report_default(out), .out = out };
	err = err ?: check_files(reports);
	if (err)
		reports_close(reports);
	return err;
}

/* Keeps the first error, which says more than those that follow from it. */
static void report_flush(struct report *report)
{
	int err = fflush(report->out) ? -errno : 0;

	if (!err && ferror(report->out))
		err = -EIO;
	report->err = report->err ?: err;
}

int reports_close(struct reports *reports)
{
	int err = 0;

	for (unsigned i = 0; i < reports->count; i++) {
		struct report *report = &reports->list[i];

		report_flush(report);
		if (report->path && fclose(report->out) && !report->err)
			report->err = -errno;
		if (report->err)
			err = fault(report->err, "cannot write the report %s", report_path(report));
	}
	reports->count = 0;
	return err;
}

void reports_begin(struct reports *reports, const struct suite *suite)
{
	several = suite->devices_count > 1;
	for (unsigned i = 0; i < reports->count; i++) {
		reports->list[i].kind->begin(reports->list[i].out, suite);
		report_flush(&reports->list[i]);
	}
}

void reports_one(struct reports *reports, unsigned number, const struct instance *in)
{
	for (unsigned i = 0; i < reports->count; i++) {
		reports->list[i].kind->one(reports->list[i].out, number, in);
		report_flush(&reports->list[i]);
	}
}

void reports_end(struct reports *reports, const struct suite *suite)
{
	for (unsigned i = 0; i < reports->count; i++) {
		reports->list[i].kind->end(reports->list[i].out, suite);
		report_flush(&reports->list[i]);
	}
}

void totals_add(struct totals *totals, const struct instance *in)
{
	totals->total++;
	if (in->done)
		totals->of[in->result.status]++;
	else
		totals->not_run++;
}

struct totals totals_of(const struct suite *suite)
{
	struct totals totals = {};

	for (unsigned i = 0; i < suite->count; i++)
		totals_add(&totals, &suite->instances[i]);
	return totals;
}

unsigned totals_judge(struct totals *totals, const struct suite *suite)
{
	unsigned known = suite->strict ? totals->of[KNOWN] : 0;

	totals->of[FAIL] += known;
	totals->of[KNOWN] -= known;
	return known;
}

void report_not_run(const struct totals *totals, char *buf, size_t size)
{
	buf[0] = '\0';
	text_add(buf, size, "%u of %u did not run", totals->not_run, totals->total);
}

const char *report_name(const struct instance *in)
{
	static char name[sizeof(in->device->label) + sizeof(in->name)];

	if (!several || !in->device)
		return in->name;
	snprintf(name, sizeof(name), "%s/%s", in->device->label, in->name);
	return name;
}

void report_repeat(const struct instance *in, char *buf, size_t size)
{
	const char *spec = in->device ? in->device->spec : "veth";

	buf[0] = '\0';
	text_add(buf, size, "xdpcheck run ");
	if (strcmp(spec, "veth"))
		text_add(buf, size, "--dev %s ", spec);
	text_add(buf, size, "--only '%s'", in->name);
}

void report_seen(const struct instance *in, char *buf, size_t size)
{
	const struct seen *seen = &in->result.seen;
	char word[32];

	buf[0] = '\0';
	text_add(buf, size, "sent %u, ran %u", seen->sent, seen->ran);
	if (seen->headroom)
		text_add(buf, size, ", headroom %u, tailroom %u", seen->headroom,
			 seen->tailroom);
	for (enum place p = 0; p < PLACES; p++)
		if (seen->at[p])
			text_add(buf, size, ", %s %u", place_names[p], seen->at[p]);
	for (enum event_kind e = 0; e < EVENTS; e++)
		if (seen->events[e])
			text_add(buf, size, ", %s %u", event_names[e], seen->events[e]);
	if (seen->ran && in->result.got != in->mode && in->result.got < MODES)
		text_add(buf, size, ", mode got %s", mode_names[in->result.got]);
	if (seen->err)
		text_add(buf, size, ", refused with %s",
			 errno_word(seen->err, word, sizeof(word)));
	if (seen->extack[0])
		text_add(buf, size, ", extack '%s'", seen->extack);
	if (seen->log[0])
		text_add(buf, size, ", kernel log '%s'", seen->log);
}

int report_group_len(const struct instance *in)
{
	return strcspn(in->row->name, ".");
}
