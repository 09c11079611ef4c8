/* SPDX-License-Identifier: GPL-2.0-only */
/* The matrix as a page that a forge shows: tables narrow enough to be read, one
 * for all and one for each device, and below each what its cells lead to.
 */
#include <inttypes.h>
#include <stdlib.h>
#include "markup.h"
#include "matrix.h"
#include "text.h"

struct page {
	FILE *out;
	const struct matrix *matrix;
};

static void cell(const struct page *page, struct column column, unsigned group)
{
	struct totals totals = matrix_cell(page->matrix, column, group);
	bool bad = totals.of[FAIL] || totals.of[ERROR];
	char text[128];

	cell_text(&totals, text, sizeof(text));
	fprintf(page->out, " ");
	if (matrix_is_lost(page->matrix, column, group))
		fprintf(page->out, "[!](#trouble)");
	else if (cell_has_notes(&totals)) {
		fprintf(page->out, "%s[%s](#", bad ? "**" : "", text);
		matrix_anchor(page->out, page->matrix, column, group);
		fprintf(page->out, ")%s", bad ? "**" : "");
	} else {
		fprintf(page->out, "%s", text);
	}
	if (matrix_is_partial(page->matrix, column, group))
		fprintf(page->out, " [!](#trouble)");
	fprintf(page->out, " |");
}

static void rule(const struct page *page, unsigned words, unsigned numbers)
{
	fprintf(page->out, "\n|");
	while (words--)
		fprintf(page->out, "---|");
	while (numbers--)
		fprintf(page->out, "--:|");
	fprintf(page->out, "\n");
}

static void label(const struct page *page, const char *text)
{
	fputc(' ', page->out);
	markdown_text(page->out, text);
	fputs(" |", page->out);
}

static void overview(const struct page *page)
{
	const struct matrix *matrix = page->matrix;

	fprintf(page->out, "## Overview\n\n| device | mode |");
	for (unsigned k = 0; k < matrix->kernels.count; k++)
		label(page, matrix->kernels.list[k]);
	rule(page, 2, matrix->kernels.count);
	for (unsigned d = 0; d < matrix->devices.count; d++)
		for (enum mode mode = 0; mode <= MODES; mode++) {
			if (!matrix_has_mode(matrix, d, mode))
				continue;
			fprintf(page->out, "| [");
			markdown_text(page->out, matrix->devices.list[d]);
			fprintf(page->out, "](#");
			matrix_anchor(page->out, matrix, (struct column){ 0, d, MODES },
				      ALL_GROUPS);
			fprintf(page->out, ") | %s |", matrix_mode_name(mode));
			for (unsigned k = 0; k < matrix->kernels.count; k++)
				cell(page, (struct column){ k, d, mode }, ALL_GROUPS);
			fprintf(page->out, "\n");
		}
}

static void trouble(const struct page *page)
{
	const struct matrix *matrix = page->matrix;
	bool any = false;

	for (unsigned i = 0; i < matrix->runs_count; i++) {
		const struct matrix_run *run = &matrix->runs[i];

		if (!run->trouble)
			continue;
		if (!any)
			fprintf(page->out, "## <a id=\"trouble\"></a>Trouble\n\n"
					   "These runs are not, or not all, in the tables:\n\n");
		any = true;
		fprintf(page->out, "- ");
		markdown_text(page->out, run->label);
		if (run->devices) {
			fprintf(page->out, ", ");
			markdown_text(page->out, run->devices);
		}
		fprintf(page->out, ": ");
		markdown_text(page->out, run->trouble);
		fprintf(page->out, "\n");
	}
	if (any)
		fprintf(page->out, "\n");
}

static void json_words(const struct page *page, const json_t *list)
{
	const json_t *word;
	size_t i;

	if (!list)
		fprintf(page->out, " not told");
	json_array_foreach(list, i, word) {
		fputc(' ', page->out);
		markdown_text(page->out, json_string_value(word) ?: "");
	}
	fprintf(page->out, " |");
}

static void facts_missing(const struct page *page, const struct saved_device *device)
{
	const char *name;
	json_t *why;

	json_object_foreach(device->missing, name, why) {
		fprintf(page->out, " ");
		markdown_text(page->out, name);
		fprintf(page->out, ": ");
		markdown_text(page->out, json_string_value(why) ?: "");
		fprintf(page->out, ";");
	}
	fprintf(page->out, " |\n");
}

static const char facts_head[] =
"| kernel | driver | version | firmware | XDP features | largest frame | largest live frame "
"| cannot |\n"
"|---|---|---|---|---|--:|--:|---|\n";

/* What runs say of a device: it can be another one on each kernel. */
static void facts(const struct page *page, unsigned d)
{
	const struct matrix *matrix = page->matrix;
	const char *head = facts_head;

	for (unsigned k = 0; k < matrix->kernels.count; k++) {
		const struct saved_device *device = matrix_device(matrix, k, d);

		if (!device)
			continue;
		fprintf(page->out, "%s|", head);
		head = "";
		label(page, matrix->kernels.list[k]);
		label(page, device->driver);
		label(page, device->version);
		label(page, device->firmware);
		json_words(page, device->features);
		fprintf(page->out, " %lld | %lld |", device->largest, device->live_largest);
		facts_missing(page, device);
	}
}

static unsigned columns_of(const struct matrix *matrix, unsigned d)
{
	unsigned modes = 0;

	for (enum mode mode = 0; mode <= MODES; mode++)
		modes += matrix_has_mode(matrix, d, mode);
	return modes * matrix->kernels.count;
}

/* A row of the table of a device: a group, or all of them. */
static void device_row(const struct page *page, unsigned d, unsigned group)
{
	const struct matrix *matrix = page->matrix;

	fprintf(page->out, "|");
	label(page, group == ALL_GROUPS ? "all" : matrix->groups.list[group]);
	for (unsigned k = 0; k < matrix->kernels.count; k++)
		for (enum mode mode = 0; mode <= MODES; mode++)
			if (matrix_has_mode(matrix, d, mode))
				cell(page, (struct column){ k, d, mode }, group);
	fprintf(page->out, "\n");
}

static void device_table(const struct page *page, unsigned d)
{
	const struct matrix *matrix = page->matrix;

	fprintf(page->out, "\n| |");
	for (unsigned k = 0; k < matrix->kernels.count; k++)
		for (enum mode mode = 0; mode <= MODES; mode++) {
			if (!matrix_has_mode(matrix, d, mode))
				continue;
			fprintf(page->out, " ");
			markdown_text(page->out, matrix->kernels.list[k]);
			fprintf(page->out, "<br>%s |", matrix_mode_name(mode));
		}
	rule(page, 1, columns_of(matrix, d));
	for (unsigned group = 0; group < matrix->groups.count; group++)
		device_row(page, d, group);
	device_row(page, d, ALL_GROUPS);
}

static int lacking(const struct page *page, unsigned d)
{
	_cleanup_(labels_free) struct labels whys = {};
	int err = matrix_lacking(page->matrix, d, &whys);

	for (unsigned i = 0; i < whys.count; i++) {
		fprintf(page->out, "%s- ", i ? "" : "\nOf the dashes:\n\n");
		markdown_text(page->out, whys.list[i]);
		fprintf(page->out, "\n");
	}
	return err;
}

static void note_print(const struct page *page, const struct note *note, bool everywhere)
{
	const struct saved_instance *in = note->first;

	fprintf(page->out, "- **%u %s**", note->count, status_names[in->status]);
	if (!everywhere)
		note_kernels(page->out, page->matrix, note, markdown_text);
	fprintf(page->out, ": ");
	markdown_text(page->out, *in->reason ? in->reason : "no reason given");
	if (*in->evidence) {
		fprintf(page->out, ". Known: ");
		markdown_text(page->out, in->evidence);
	}
	if (in->status != SKIP && note->one_row && *in->why) {
		fprintf(page->out, ". The promise: ");
		markdown_text(page->out, in->why);
	}
	fprintf(page->out, "\n ");
	for (unsigned i = 0; i < note->names.count; i++) {
		fprintf(page->out, "%s ", i ? "," : "");
		markdown_code(page->out, note->names.list[i]);
	}
	fprintf(page->out, "\n");
}

/* All that is to be said of one group on a device in a mode. */
static int group_notes(const struct page *page, struct column column, unsigned group)
{
	struct notes notes;
	int err = notes_make(&notes, page->matrix, column, group);

	if (err || !notes.count)
		return err;
	fprintf(page->out, "\n<a id=\"");
	matrix_anchor(page->out, page->matrix, column, group);
	fprintf(page->out, "\"></a>**");
	markdown_text(page->out, page->matrix->groups.list[group]);
	fprintf(page->out, "**\n\n");
	for (unsigned i = 0; i < notes.count; i++)
		note_print(page, &notes.list[i],
			   note_is_everywhere(&notes.list[i], page->matrix, column, group));
	notes_free(&notes);
	return 0;
}

static int device_notes(const struct page *page, unsigned d)
{
	const struct matrix *matrix = page->matrix;
	int err = 0;

	for (enum mode mode = 0; mode < MODES; mode++) {
		if (!matrix_mode_has_notes(matrix, (struct column){ 0, d, mode }))
			continue;
		fprintf(page->out, "\n### <a id=\"");
		matrix_anchor(page->out, matrix, (struct column){ 0, d, mode }, ALL_GROUPS);
		fprintf(page->out, "\"></a>");
		markdown_text(page->out, matrix->devices.list[d]);
		fprintf(page->out, ", %s\n", mode_names[mode]);
		for (unsigned g = 0; !err && g < matrix->groups.count; g++)
			err = group_notes(page, (struct column){ 0, d, mode }, g);
	}
	return err;
}

static void kernels(const struct page *page)
{
	const struct matrix *matrix = page->matrix;

	fprintf(page->out, "\n## Kernels\n\n"
			   "| name | release | build | machine |\n|---|---|---|---|\n");
	for (unsigned k = 0; k < matrix->kernels.count; k++)
		for (unsigned i = 0; i < matrix->runs_count; i++) {
			const struct matrix_run *run = &matrix->runs[i];

			if (run->kernel != k || !matrix_is_new_build(matrix, i))
				continue;
			fprintf(page->out, "|");
			label(page, matrix->kernels.list[k]);
			label(page, run->saved.kernel);
			label(page, run->saved.build);
			label(page, run->saved.machine);
			fprintf(page->out, "\n");
		}
}

static const char intro[] =
"<!-- written by `xdpcheck matrix` -->\n"
"# XDP by kernel, device and mode\n"
"\n"
"Each number counts instances of cases. `67+2k 9s`: 67 passed, 2 are known deviations (the\n"
"kernel breaks the promise, and the list of known deviations says why), 9 were skipped.\n"
"`3 FAIL/70`: 3 of the 70 that ran broke a promise. `ERROR`: the harness or the machine failed.\n"
"`-`: there is no such case in this mode, or what is said below the table. `!`: the run ended\n"
"before that. Links lead to what did not pass, and why: on all kernels that ran it, unless some\n"
"are named. A name with a star stands for all instances that begin so; each can be repeated with\n"
"`xdpcheck run --dev DEVICE --only 'NAME'`.\n"
"\n";

int matrix_markdown(FILE *out, const struct matrix *matrix)
{
	struct page page = { .out = out, .matrix = matrix };
	int err = 0;

	fputs(intro, out);
	trouble(&page);
	overview(&page);
	for (unsigned d = 0; !err && d < matrix->devices.count; d++) {
		fprintf(out, "\n## <a id=\"");
		matrix_anchor(out, matrix, (struct column){ 0, d, MODES }, ALL_GROUPS);
		fprintf(out, "\"></a>");
		markdown_text(out, matrix->devices.list[d]);
		fprintf(out, "\n\n");
		facts(&page, d);
		device_table(&page, d);
		err = lacking(&page, d) ?: device_notes(&page, d);
	}
	kernels(&page);
	return err;
}
