/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables of the HTML page: totals in a small one, and everything in a wide
 * one, whose header says in three rows what kernel, device and mode a column is.
 */
#include <stdlib.h>
#include "markup.h"
#include "matrix_html.h"
#include "text.h"

struct table {
	FILE *out;
	const struct matrix *matrix;
	struct column *columns;
	unsigned count;
};

static int table_open(struct table *table)
{
	const struct matrix *matrix = table->matrix;
	size_t most = (size_t)matrix->kernels.count * matrix->devices.count * MODES;

	table->columns = calloc(most + 1, sizeof(*table->columns));
	if (!table->columns)
		return fault(-ENOMEM, "make a table of %zu columns", most);
	for (unsigned k = 0; k < matrix->kernels.count; k++)
		for (unsigned d = 0; d < matrix->devices.count; d++)
			for (enum mode mode = 0; mode <= MODES; mode++)
				if (matrix_has_mode(matrix, d, mode))
					table->columns[table->count++] =
						(struct column){ k, d, mode };
	return 0;
}

static void table_close(struct table *table)
{
	free(table->columns);
}

static bool begins_kernel(const struct table *table, unsigned i)
{
	return !i || table->columns[i].kernel != table->columns[i - 1].kernel;
}

static bool begins_device(const struct table *table, unsigned i)
{
	return begins_kernel(table, i) ||
	       table->columns[i].device != table->columns[i - 1].device;
}

/* How many columns the header above this one spans. */
static unsigned span(const struct table *table, unsigned i,
		     bool (*begins)(const struct table *table, unsigned i))
{
	unsigned end = i + 1;

	while (end < table->count && !begins(table, end))
		end++;
	return end - i;
}

/* The class of a column that begins a kernel or a device: it has a line there. */
static const char *edge(const struct table *table, unsigned i)
{
	return begins_kernel(table, i) ? "k" : begins_device(table, i) ? "d" : "";
}

static void link_to(FILE *out, const struct matrix *matrix, struct column column, unsigned group)
{
	fprintf(out, "<a href=\"#");
	matrix_anchor(out, matrix, column, group);
	fprintf(out, "\">");
}

static void empty_cell(FILE *out, const struct matrix *matrix, struct column column,
		       unsigned group, const char *edge)
{
	_cleanup_(text_free) char *why = matrix_why_empty(matrix, column, group);
	bool lost = matrix_is_lost(matrix, column, group);

	fprintf(out, "<td class=\"%s %s\" title=\"", lost ? "error" : "none", edge);
	html_text(out, why ?: "");
	fprintf(out, lost ? "\"><a href=\"#trouble\">!</a>" : "\">-");
}

static void cell(FILE *out, const struct matrix *matrix, struct column column, unsigned group,
		 const char *edge)
{
	struct totals totals = matrix_cell(matrix, column, group);
	char text[128];

	if (!totals.total) {
		empty_cell(out, matrix, column, group, edge);
		return;
	}
	cell_text(&totals, text, sizeof(text));
	fprintf(out, "<td class=\"%s %s\">", status_names[cell_worst(&totals)], edge);
	if (cell_has_notes(&totals))
		link_to(out, matrix, column, group);
	fprintf(out, "%s%s", text, cell_has_notes(&totals) ? "</a>" : "");
	if (matrix_is_partial(matrix, column, group))
		fprintf(out, " <a href=\"#trouble\">!</a>");
}

static void overview(FILE *out, const struct matrix *matrix)
{
	fprintf(out, "<h2>Overview</h2>\n<div class=\"wide\"><table>\n"
		     "<thead><tr><th>device<th>mode");
	for (unsigned k = 0; k < matrix->kernels.count; k++)
		html_element(out, "th", matrix->kernels.list[k]);
	fprintf(out, "</thead>\n<tbody>\n");
	for (unsigned d = 0; d < matrix->devices.count; d++)
		for (enum mode mode = 0; mode <= MODES; mode++) {
			if (!matrix_has_mode(matrix, d, mode))
				continue;
			fprintf(out, "<tr><th>");
			link_to(out, matrix, (struct column){ 0, d, MODES }, ALL_GROUPS);
			html_text(out, matrix->devices.list[d]);
			fprintf(out, "</a><th>%s", matrix_mode_name(mode));
			for (unsigned k = 0; k < matrix->kernels.count; k++)
				cell(out, matrix, (struct column){ k, d, mode }, ALL_GROUPS, "");
			fprintf(out, "\n");
		}
	fprintf(out, "</tbody></table></div>\n");
}

/* The first build of a kernel is what its name is short for. */
static const char *build_of(const struct matrix *matrix, unsigned k)
{
	for (unsigned i = 0; i < matrix->runs_count; i++)
		if (matrix->runs[i].kernel == k && *matrix->runs[i].saved.kernel)
			return matrix->runs[i].saved.kernel;
	return "";
}

static void kernel_head(const struct table *table, unsigned i)
{
	const struct matrix *matrix = table->matrix;
	unsigned kernel = table->columns[i].kernel;

	fprintf(table->out, "<th class=\"k\" colspan=\"%u\" title=\"",
		span(table, i, begins_kernel));
	html_text(table->out, build_of(matrix, kernel));
	fprintf(table->out, "\">");
	html_element(table->out, "span", matrix->kernels.list[kernel]);
}

static void device_head(const struct table *table, unsigned i)
{
	const struct matrix *matrix = table->matrix;
	struct column column = { 0, table->columns[i].device, MODES };

	fprintf(table->out, "<th class=\"%s\" colspan=\"%u\">", edge(table, i),
		span(table, i, begins_device));
	link_to(table->out, matrix, column, ALL_GROUPS);
	html_text(table->out, matrix->devices.list[column.device]);
	fprintf(table->out, "</a>");
}

static void table_head(const struct table *table)
{
	fprintf(table->out, "<thead>\n<tr><th rowspan=\"3\">cases");
	for (unsigned i = 0; i < table->count; i++)
		if (begins_kernel(table, i))
			kernel_head(table, i);
	fprintf(table->out, "\n<tr>");
	for (unsigned i = 0; i < table->count; i++)
		if (begins_device(table, i))
			device_head(table, i);
	fprintf(table->out, "\n<tr>");
	for (unsigned i = 0; i < table->count; i++)
		fprintf(table->out, "<th class=\"%s\">%s", edge(table, i),
			matrix_mode_name(table->columns[i].mode));
	fprintf(table->out, "\n</thead>\n");
}

static void table_row(const struct table *table, unsigned group)
{
	fprintf(table->out, "<tr%s>", group == ALL_GROUPS ? " class=\"all\"" : "");
	html_element(table->out, "th",
		     group == ALL_GROUPS ? "all" : table->matrix->groups.list[group]);
	for (unsigned i = 0; i < table->count; i++)
		cell(table->out, table->matrix, table->columns[i], group, edge(table, i));
	fprintf(table->out, "\n");
}

int html_tables(FILE *out, const struct matrix *matrix)
{
	_cleanup_(table_close) struct table table = { .out = out, .matrix = matrix };
	int err = table_open(&table);

	if (err)
		return err;
	overview(out, matrix);
	fprintf(out, "<h2>By group of cases</h2>\n<div class=\"wide tall\"><table>\n");
	table_head(&table);
	fprintf(out, "<tbody>\n");
	for (unsigned group = 0; group < matrix->groups.count; group++)
		table_row(&table, group);
	table_row(&table, ALL_GROUPS);
	fprintf(out, "</tbody></table></div>\n");
	return 0;
}
