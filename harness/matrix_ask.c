/* SPDX-License-Identifier: GPL-2.0-only */
/* What a page asks of the matrix: what is in a cell and in which words, and why
 * nothing is.
 */
#include <stdlib.h>
#include <string.h>
#include "markup.h"
#include "matrix.h"
#include "text.h"

bool matrix_has_mode(const struct matrix *matrix, unsigned device, enum mode mode)
{
	if (!matrix->modes[device])
		return mode == MODES;
	return mode < MODES && matrix->modes[device] & SET(mode);
}

const char *matrix_mode_name(enum mode mode)
{
	return mode < MODES ? mode_names[mode] : "-";
}

static void add(struct totals *sum, const struct totals *cell)
{
	for (enum status status = 0; status < STATUSES; status++)
		sum->of[status] += cell->of[status];
	sum->total += cell->total;
}

struct totals matrix_cell(const struct matrix *matrix, struct column column, unsigned group)
{
	const struct totals *cells;
	struct totals sum = {};
	size_t at = column.kernel;

	if (column.mode >= MODES)
		return sum;
	at = (at * matrix->devices.count + column.device) * MODES + column.mode;
	cells = &matrix->cells[at * matrix->groups.count];
	for (unsigned i = 0; i < matrix->groups.count; i++)
		if (i == group || group == ALL_GROUPS)
			add(&sum, &cells[i]);
	return sum;
}

/* The list of the run names the device, or nobody knows what it was to run on. */
static bool concerns(const struct matrix_run *run, const char *device)
{
	size_t len = strlen(device);
	const char *list = run->devices;

	for (unsigned i = 0; i < run->saved.devices_count; i++)
		if (!strcmp(run->saved.devices[i].label, device))
			return true;
	if (saved_count(&run->saved, device, "", 0))
		return true;
	if (!list)
		return !run->saved.devices_count;
	while (*list) {
		size_t word = strcspn(list, ",");

		if (word == len && !strncmp(list, device, len))
			return true;
		list += word + (list[word] == ',');
	}
	return false;
}

const char *matrix_trouble(const struct matrix *matrix, unsigned kernel, unsigned device)
{
	for (unsigned i = 0; i < matrix->runs_count; i++) {
		const struct matrix_run *run = &matrix->runs[i];

		if (run->trouble && run->kernel == kernel &&
		    concerns(run, matrix->devices.list[device]))
			return run->trouble;
	}
	return NULL;
}

const struct saved_device *matrix_device(const struct matrix *matrix, unsigned kernel,
					 unsigned device)
{
	for (unsigned i = 0; i < matrix->runs_count; i++) {
		const struct saved *saved = &matrix->runs[i].saved;

		for (unsigned j = 0; j < saved->devices_count; j++)
			if (matrix->runs[i].kernel == kernel && *saved->devices[j].driver &&
			    !strcmp(saved->devices[j].label, matrix->devices.list[device]))
				return &saved->devices[j];
	}
	return NULL;
}

/* Does any kernel have an instance of the group in this mode, on any device? */
static bool exists(const struct matrix *matrix, enum mode mode, unsigned group)
{
	for (unsigned k = 0; k < matrix->kernels.count; k++)
		for (unsigned d = 0; d < matrix->devices.count; d++)
			if (matrix_cell(matrix, (struct column){ k, d, mode }, group).total)
				return true;
	return false;
}

static bool has_run(const struct matrix *matrix, unsigned kernel, unsigned device)
{
	for (enum mode mode = 0; mode < MODES; mode++)
		if (matrix_cell(matrix, (struct column){ kernel, device, mode }, ALL_GROUPS).total)
			return true;
	return false;
}

char *matrix_why_empty(const struct matrix *matrix, struct column column, unsigned group)
{
	const char *trouble = matrix_trouble(matrix, column.kernel, column.device);
	const char *kernel = matrix->kernels.list[column.kernel];
	const char *device = matrix->devices.list[column.device];
	char *why = NULL;
	int len;

	if (column.mode < MODES && !exists(matrix, column.mode, group))
		len = asprintf(&why, "no run has such a case in %s mode",
			       mode_names[column.mode]);
	else if (trouble)
		len = asprintf(&why, "%s", trouble);
	else if (!has_run(matrix, column.kernel, column.device))
		len = asprintf(&why, "%s was not run on %s", device, kernel);
	else
		len = asprintf(&why, "the run of %s on %s did not have all cases", device, kernel);
	return len < 0 ? NULL : why;
}

/* Is something here, on whatever device and kernel, and not in this column? */
static bool lacks(const struct matrix *matrix, struct column column, unsigned group)
{
	return !matrix_cell(matrix, column, group).total &&
	       (column.mode == MODES || exists(matrix, column.mode, group));
}

bool matrix_is_lost(const struct matrix *matrix, struct column column, unsigned group)
{
	return lacks(matrix, column, group) &&
	       matrix_trouble(matrix, column.kernel, column.device);
}

bool matrix_is_partial(const struct matrix *matrix, struct column column, unsigned group)
{
	return group == ALL_GROUPS && matrix_cell(matrix, column, group).total &&
	       matrix_trouble(matrix, column.kernel, column.device);
}

int matrix_lacking(const struct matrix *matrix, unsigned device, struct labels *whys)
{
	int err = 0;

	for (unsigned k = 0; k < matrix->kernels.count; k++)
		for (enum mode mode = 0; mode <= MODES; mode++)
			for (unsigned g = 0; !err && g < matrix->groups.count; g++) {
				struct column column = { k, device, mode };
				_cleanup_(text_free) char *why = NULL;
				unsigned at;

				if (!matrix_has_mode(matrix, device, mode) ||
				    !lacks(matrix, column, g) ||
				    matrix_is_lost(matrix, column, g))
					continue;
				why = matrix_why_empty(matrix, column, g);
				err = why ? labels_add(whys, why, &at) : -ENOMEM;
			}
	return err;
}

static bool same_build(const struct matrix_run *a, const struct matrix_run *b)
{
	return a->kernel == b->kernel && !strcmp(a->saved.kernel, b->saved.kernel) &&
	       !strcmp(a->saved.build, b->saved.build);
}

bool matrix_is_new_build(const struct matrix *matrix, unsigned run)
{
	if (!*matrix->runs[run].saved.kernel)
		return false;
	for (unsigned i = 0; i < run; i++)
		if (same_build(&matrix->runs[i], &matrix->runs[run]))
			return false;
	return true;
}

enum status cell_worst(const struct totals *totals)
{
	static const enum status order[] = { FAIL, ERROR, KNOWN, PASS, SKIP };

	for (unsigned i = 0; i < ARRAY_SIZE(order); i++)
		if (totals->of[order[i]])
			return order[i];
	return STATUSES;
}

void cell_text(const struct totals *totals, char *buf, size_t size)
{
	const unsigned *of = totals->of;
	bool bad = of[FAIL] || of[ERROR];

	buf[0] = '\0';
	if (of[FAIL])
		text_add(buf, size, "%u FAIL", of[FAIL]);
	if (of[ERROR])
		text_add(buf, size, "%s%u ERROR", of[FAIL] ? "+" : "", of[ERROR]);
	if (bad)
		text_add(buf, size, "/%u", totals->total - of[SKIP]);
	else if (of[PASS] || of[KNOWN])
		text_add(buf, size, "%u", of[PASS]);
	if (of[KNOWN])
		text_add(buf, size, "%s%uk", bad ? " " : "+", of[KNOWN]);
	if (of[SKIP])
		text_add(buf, size, "%s%us", *buf ? " " : "", of[SKIP]);
	if (!totals->total)
		text_add(buf, size, "-");
}

bool cell_has_notes(const struct totals *totals)
{
	return totals->total > totals->of[PASS];
}

bool matrix_mode_has_notes(const struct matrix *matrix, struct column column)
{
	for (column.kernel = 0; column.kernel < matrix->kernels.count; column.kernel++) {
		struct totals totals = matrix_cell(matrix, column, ALL_GROUPS);

		if (cell_has_notes(&totals))
			return true;
	}
	return false;
}

/* Those kernels on which the device ran anything of the group in this mode. */
static uint64_t kernels_with(const struct matrix *matrix, struct column column, unsigned group)
{
	uint64_t kernels = 0;

	for (column.kernel = 0; column.kernel < matrix->kernels.count; column.kernel++)
		if (matrix_cell(matrix, column, group).total)
			kernels |= 1ull << column.kernel;
	return kernels;
}

bool note_is_everywhere(const struct note *note, const struct matrix *matrix,
			struct column column, unsigned group)
{
	return note->kernels == kernels_with(matrix, column, group);
}

void matrix_anchor(FILE *out, const struct matrix *matrix, struct column column, unsigned group)
{
	markup_anchor(out, matrix->devices.list[column.device]);
	if (column.mode < MODES)
		fprintf(out, "-%s", mode_names[column.mode]);
	if (group != ALL_GROUPS) {
		fputc('-', out);
		markup_anchor(out, matrix->groups.list[group]);
	}
}

void note_kernels(FILE *out, const struct matrix *matrix, const struct note *note,
		  void (*put)(FILE *out, const char *text))
{
	const char *comma = " on ";

	for (unsigned k = 0; k < matrix->kernels.count; k++) {
		if (!(note->kernels & 1ull << k))
			continue;
		fputs(comma, out);
		put(out, matrix->kernels.list[k]);
		comma = ", ";
	}
}
