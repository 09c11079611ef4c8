/* SPDX-License-Identifier: GPL-2.0-only */
/* How runs become the columns of a page: which kernel each is of, and what is in
 * a cell or missing from it.
 */
#include <stdlib.h>
#include <string.h>
#include "matrix.h"
#include "text.h"

#define LABELS_MAX 4096
#define CELLS_MAX (4u << 20)

int labels_add(struct labels *labels, const char *text, unsigned *at)
{
	char **more;

	for (*at = 0; *at < labels->count; (*at)++)
		if (!strcmp(labels->list[*at], text))
			return 0;
	if (labels->count == LABELS_MAX)
		return fault(0, "there are more than %u kernels, devices or groups of cases",
			     LABELS_MAX) ?: -E2BIG;
	more = realloc(labels->list, (labels->count + 1) * sizeof(*more));
	if (!more)
		return fault(-ENOMEM, "keep '%s'", text);
	labels->list = more;
	labels->list[labels->count] = strdup(text);
	if (!labels->list[labels->count])
		return fault(-ENOMEM, "keep '%s'", text);
	labels->count++;
	return 0;
}

void labels_free(struct labels *labels)
{
	for (unsigned i = 0; i < labels->count; i++)
		free(labels->list[i]);
	free(labels->list);
	*labels = (struct labels){};
}

static struct matrix_run *add_run(struct matrix *matrix)
{
	size_t count = matrix->runs_count;
	struct matrix_run *more = realloc(matrix->runs, (count + 1) * sizeof(*more));

	if (!more) {
		fault(-ENOMEM, "keep %zu runs", count + 1);
		return NULL;
	}
	matrix->runs = more;
	more[count] = (struct matrix_run){ .saved = SAVED_NONE("") };
	matrix->runs_count++;
	return &more[count];
}

/* A path that has a '=' in it is one if such a file is there. */
static const char *split_name(const char *arg, char **name)
{
	const char *equals = strchr(arg, '=');
	FILE *in = equals ? fopen(arg, "re") : NULL;

	if (in)
		fclose(in);
	if (!equals || in)
		return arg;
	*name = strndup(arg, equals - arg);
	return equals + 1;
}

int matrix_add(struct matrix *matrix, const char *arg)
{
	struct matrix_run *run = add_run(matrix);
	const char *path;
	int err;

	if (!run)
		return -ENOMEM;
	path = split_name(arg, &run->name);
	err = saved_load(&run->saved, path);
	if (err)
		run->trouble = strdup(fault_text());
	else if (run->saved.trouble[0])
		run->trouble = strdup(run->saved.trouble);
	return err;
}

int matrix_add_trouble(struct matrix *matrix, const char *arg)
{
	const char *equals = strchr(arg, '=');
	size_t len = strcspn(arg, ":=");
	struct matrix_run *run;

	if (!equals || !len || !equals[1])
		return fault(0, "--trouble takes KERNEL[:DEVICE,...]=SENTENCE, not '%.80s'",
			     arg) ?: -EINVAL;
	run = add_run(matrix);
	if (!run)
		return -ENOMEM;
	run->name = strndup(arg, len);
	run->trouble = strdup(equals + 1);
	if (arg[len] == ':')
		run->devices = strndup(arg + len + 1, equals - arg - len - 1);
	return 0;
}

/* The next distinct device of a report, from *at on in order; NULL at the end. */
static const char *next_device(const struct saved *saved, unsigned *at)
{
	const char *dev;

	if (*at >= saved->count)
		return NULL;
	dev = saved->sorted[*at]->dev;
	*at += saved_count(saved, dev, "", 0);
	return dev;
}

static bool share_device(const struct saved *a, const struct saved *b)
{
	unsigned at = 0;
	const char *dev;

	while ((dev = next_device(a, &at)))
		if (saved_count(b, dev, "", 0))
			return true;
	return false;
}

static bool collide(const struct matrix_run *a, const struct matrix_run *b)
{
	return !strcmp(a->label, b->label) && share_device(&a->saved, &b->saved);
}

static int relabel(struct matrix_run *run, const char *label)
{
	char *copy = strdup(label);

	if (!copy)
		return fault(-ENOMEM, "name the kernel '%s'", label);
	free(run->label);
	run->label = copy;
	return 0;
}

/* Is it another kernel with the same short name, such as a build of one's own? */
static bool looks_like(const struct matrix_run *a, const struct matrix_run *b)
{
	return !a->name && !b->name && strcmp(a->saved.kernel, b->saved.kernel) &&
	       !strcmp(a->saved.short_kernel, b->saved.short_kernel) &&
	       share_device(&a->saved, &b->saved);
}

static const char *kernel_name(const struct matrix *matrix, const struct matrix_run *run)
{
	if (run->name)
		return run->name;
	for (unsigned i = 0; i < matrix->runs_count; i++)
		if (looks_like(run, &matrix->runs[i]))
			return run->saved.kernel;
	return *run->saved.kernel ? run->saved.short_kernel : run->saved.path;
}

static bool is_taken(const struct matrix *matrix, unsigned number)
{
	for (unsigned i = 0; i < number; i++)
		if (collide(&matrix->runs[i], &matrix->runs[number]))
			return true;
	return false;
}

/* The second run on the very same kernel is "6.12.117 #2". */
static int number_repeated(struct matrix *matrix, unsigned number)
{
	_cleanup_(text_free) char *label = strdup(matrix->runs[number].label);
	unsigned times = 1;
	int err = 0;

	while (!err && label && is_taken(matrix, number)) {
		char numbered[320];

		snprintf(numbered, sizeof(numbered), "%.256s #%u", label, ++times);
		err = relabel(&matrix->runs[number], numbered);
	}
	return err;
}

static int label_runs(struct matrix *matrix)
{
	int err = 0;

	for (unsigned i = 0; !err && i < matrix->runs_count; i++)
		err = relabel(&matrix->runs[i], kernel_name(matrix, &matrix->runs[i]));
	for (unsigned i = 0; !err && i < matrix->runs_count; i++)
		err = number_repeated(matrix, i);
	for (unsigned i = 0; !err && i < matrix->runs_count; i++)
		err = labels_add(&matrix->kernels, matrix->runs[i].label,
				 &matrix->runs[i].kernel);
	if (!err && matrix->kernels.count > MATRIX_KERNELS_MAX)
		return fault(0, "a matrix of %u kernels; %u are the most", matrix->kernels.count,
			     MATRIX_KERNELS_MAX) ?: -E2BIG;
	return err;
}

/* The devices that a run without results should have had. */
static int place_devices(struct matrix *matrix, const char *list)
{
	int err = 0;

	while (!err && list && *list) {
		size_t len = strcspn(list, ",");
		_cleanup_(text_free) char *device = strndup(list, len);
		unsigned at;

		err = !device ? fault(-ENOMEM, "keep '%s'", list) :
		      len ? labels_add(&matrix->devices, device, &at) : 0;
		list += len + (list[len] == ',');
	}
	return err;
}

static int place_instance(struct matrix *matrix, const struct saved_instance *in,
			  unsigned short place[2])
{
	_cleanup_(text_free) char *group = strndup(in->row, strcspn(in->row, "."));
	unsigned device, number;
	int err;

	if (!group)
		return fault(-ENOMEM, "keep '%s'", in->row);
	err = labels_add(&matrix->devices, in->dev, &device) ?:
	      labels_add(&matrix->groups, group, &number);
	if (err)
		return err;
	place[0] = device;
	place[1] = number;
	return 0;
}

static int place_run(struct matrix *matrix, struct matrix_run *run)
{
	int err = place_devices(matrix, run->devices);

	run->places = calloc(run->saved.count + 1, 2 * sizeof(*run->places));
	if (!run->places)
		return fault(-ENOMEM, "keep %u instances", run->saved.count);
	for (unsigned i = 0; !err && i < run->saved.count; i++)
		err = place_instance(matrix, &run->saved.instances[i], &run->places[2 * i]);
	return err;
}

static struct totals *cell_at(const struct matrix *matrix, struct column column, unsigned group)
{
	size_t at = column.kernel;

	at = at * matrix->devices.count + column.device;
	at = at * MODES + column.mode;
	return &matrix->cells[at * matrix->groups.count + group];
}

static void count_run(struct matrix *matrix, const struct matrix_run *run)
{
	for (unsigned i = 0; i < run->saved.count; i++) {
		const struct saved_instance *in = &run->saved.instances[i];
		struct column column = { run->kernel, run->places[2 * i], in->mode };
		struct totals *cell = cell_at(matrix, column, run->places[2 * i + 1]);

		cell->total++;
		cell->of[in->status]++;
		matrix->modes[column.device] |= SET(in->mode);
	}
}

static int make_cells(struct matrix *matrix)
{
	size_t count = (size_t)matrix->kernels.count * matrix->devices.count * MODES;

	if (matrix->groups.count && count > CELLS_MAX / matrix->groups.count)
		return fault(0, "%u kernels with %u devices and %u groups of cases are too much "
				"for a page", matrix->kernels.count, matrix->devices.count,
			     matrix->groups.count) ?: -E2BIG;
	matrix->cells = calloc(count * matrix->groups.count + 1, sizeof(*matrix->cells));
	matrix->modes = calloc(matrix->devices.count + 1, sizeof(*matrix->modes));
	if (!matrix->cells || !matrix->modes)
		return fault(-ENOMEM, "count in %zu columns", count);
	return 0;
}

int matrix_count(struct matrix *matrix)
{
	unsigned none;
	int err = label_runs(matrix);

	for (unsigned i = 0; !err && i < matrix->runs_count; i++)
		err = place_run(matrix, &matrix->runs[i]);
	if (!err && !matrix->devices.count)
		err = labels_add(&matrix->devices, "no device", &none);
	err = err ?: make_cells(matrix);
	for (unsigned i = 0; !err && i < matrix->runs_count; i++)
		count_run(matrix, &matrix->runs[i]);
	return err;
}

void matrix_free(struct matrix *matrix)
{
	for (unsigned i = 0; i < matrix->runs_count; i++) {
		struct matrix_run *run = &matrix->runs[i];

		saved_free(&run->saved);
		free(run->name);
		free(run->devices);
		free(run->trouble);
		free(run->label);
		free(run->places);
	}
	free(matrix->runs);
	labels_free(&matrix->kernels);
	labels_free(&matrix->devices);
	labels_free(&matrix->groups);
	free(matrix->modes);
	free(matrix->cells);
	*matrix = (struct matrix){};
}
