/* SPDX-License-Identifier: GPL-2.0-only */
/* What is below the tables of the HTML page: of each device what it is, and for
 * each of its modes what did not pass, and why.
 */
#include "markup.h"
#include "matrix_html.h"

static const char facts_head[] =
"<div class=\"wide\"><table class=\"facts\">\n"
"<thead><tr><th>kernel<th>driver<th>version<th>firmware<th>XDP features<th>largest frame\n"
"<th>largest live frame<th>cannot</thead>\n"
"<tbody>\n";

static void facts_row(FILE *out, const char *kernel, const struct saved_device *device)
{
	const json_t *word;
	const char *name;
	json_t *why;
	size_t i;

	fprintf(out, "<tr>");
	html_element(out, "th", kernel);
	html_element(out, "td", device->driver);
	html_element(out, "td", device->version);
	html_element(out, "td", device->firmware);
	fprintf(out, "<td>%s", device->features ? "" : "not told");
	json_array_foreach(device->features, i, word) {
		fprintf(out, " ");
		html_text(out, json_string_value(word) ?: "");
	}
	fprintf(out, "<td>%lld<td>%lld<td>", device->largest, device->live_largest);
	json_object_foreach(device->missing, name, why) {
		html_element(out, "b", name);
		fprintf(out, ": ");
		html_text(out, json_string_value(why) ?: "");
		fprintf(out, "<br>");
	}
	fprintf(out, "\n");
}

/* What runs say of a device: it can be another one on each kernel. */
static void facts(FILE *out, const struct matrix *matrix, unsigned d)
{
	bool any = false;

	for (unsigned k = 0; k < matrix->kernels.count; k++) {
		const struct saved_device *device = matrix_device(matrix, k, d);

		if (!device)
			continue;
		fputs(any ? "" : facts_head, out);
		any = true;
		facts_row(out, matrix->kernels.list[k], device);
	}
	fputs(any ? "</tbody></table></div>\n" : "", out);
}

static void note_print(FILE *out, const struct matrix *matrix, const struct note *note,
		       bool everywhere)
{
	const struct saved_instance *in = note->first;

	fprintf(out, "<details class=\"%s\"><summary><b>%u %s</b>", status_names[in->status],
		note->count, status_names[in->status]);
	if (!everywhere)
		note_kernels(out, matrix, note, html_text);
	fprintf(out, ": ");
	html_text(out, *in->reason ? in->reason : "no reason given");
	fprintf(out, "</summary>\n");
	if (*in->evidence) {
		fprintf(out, "<p>Known: ");
		html_text(out, in->evidence);
		fprintf(out, "</p>\n");
	}
	if (in->status != SKIP && note->one_row && *in->why) {
		fprintf(out, "<p>The promise: ");
		html_text(out, in->why);
		fprintf(out, "</p>\n");
	}
	fprintf(out, "<ul>\n");
	for (unsigned i = 0; i < note->names.count; i++) {
		fprintf(out, "<li>");
		html_element(out, "code", note->names.list[i]);
		fprintf(out, "\n");
	}
	fprintf(out, "</ul></details>\n");
}

/* Opens a section that cells can lead to. */
static void section(FILE *out, const struct matrix *matrix, struct column column, unsigned group)
{
	fprintf(out, "<section id=\"");
	matrix_anchor(out, matrix, column, group);
	fprintf(out, "\">");
}

/* All that is to be said of one group on a device in a mode. */
static int group_notes(FILE *out, const struct matrix *matrix, struct column column, unsigned group)
{
	struct notes notes;
	int err = notes_make(&notes, matrix, column, group);

	if (err || !notes.count)
		return err;
	section(out, matrix, column, group);
	html_element(out, "h4", matrix->groups.list[group]);
	fprintf(out, "\n");
	for (unsigned i = 0; i < notes.count; i++)
		note_print(out, matrix, &notes.list[i],
			   note_is_everywhere(&notes.list[i], matrix, column, group));
	fprintf(out, "</section>\n");
	notes_free(&notes);
	return 0;
}

static int mode_notes(FILE *out, const struct matrix *matrix, struct column column)
{
	int err = 0;

	section(out, matrix, column, ALL_GROUPS);
	fprintf(out, "<h3>");
	html_text(out, matrix->devices.list[column.device]);
	fprintf(out, ", %s</h3>\n", mode_names[column.mode]);
	for (unsigned g = 0; !err && g < matrix->groups.count; g++)
		err = group_notes(out, matrix, column, g);
	fprintf(out, "</section>\n");
	return err;
}

int html_device(FILE *out, const struct matrix *matrix, unsigned device)
{
	struct column column = { .device = device, .mode = MODES };
	int err = 0;

	section(out, matrix, column, ALL_GROUPS);
	html_element(out, "h2", matrix->devices.list[device]);
	fprintf(out, "\n");
	facts(out, matrix, device);
	for (column.mode = 0; !err && column.mode < MODES; column.mode++)
		if (matrix_mode_has_notes(matrix, column))
			err = mode_notes(out, matrix, column);
	fprintf(out, "</section>\n");
	return err;
}
