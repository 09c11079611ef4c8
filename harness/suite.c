/* SPDX-License-Identifier: GPL-2.0-only */
/* From rows to instances. A row is run in each of its modes by each of its
 * ways; its shapes are swept in one burst size, and its bursts in one shape:
 * the product of both would take long and tell nothing more. What is sent without
 * any device's receive path is run for the first device only.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "suite.h"
#include "../cases/cases.h"

#define DECLARE(name) extern const struct suite_table suite_##name;
SUITES(DECLARE)
#define ENTRY(name) &suite_##name,
const struct suite_table *const suites[] = { SUITES(ENTRY) };
const unsigned suites_count = ARRAY_SIZE(suites);

static const struct suite_table *const *tables = suites;
static unsigned tables_count = ARRAY_SIZE(suites);

void suite_use(const struct suite_table *const *use, unsigned count)
{
	tables = use;
	tables_count = count;
}

const struct xcase *suite_find(const char *name)
{
	for (unsigned i = 0; i < tables_count; i++)
		for (unsigned k = 0; k < tables[i]->count; k++)
			if (!strcmp(tables[i]->rows[k].name, name))
				return &tables[i]->rows[k];
	return NULL;
}

unsigned instance_frames(const struct instance *in)
{
	return in->row->steps ? 0 : burst_frames[in->burst];
}

struct expansion {
	struct instance *out;	/* NULL: only count */
	unsigned count, rows;
	const struct selection *selection;
	const struct device *device;
	bool again;		/* not the first device */
};

static void name_instance(struct instance *in)
{
	if (in->row->steps)
		snprintf(in->name, sizeof(in->name), "%s/%s", in->row->name, mode_names[in->mode]);
	else
		snprintf(in->name, sizeof(in->name), "%s/%s/%s/%s/%u", in->row->name,
			 mode_names[in->mode], way_names[in->way], shape_names[in->shape],
			 instance_frames(in));
}

static bool is_selected(const struct selection *s, const struct instance *in)
{
	bool named = !s->only[0];

	for (unsigned i = 0; s->only[i] && !named; i++)
		named = !fnmatch(s->only[i], in->name, 0) || !fnmatch(s->only[i], in->row->name, 0);
	return named && (!s->modes || s->modes & SET(in->mode));
}

static void add(struct expansion *ex, struct instance in)
{
	name_instance(&in);
	if (!is_selected(ex->selection, &in))
		return;
	in.row_number = ex->rows;
	in.device = ex->device;
	if (ex->out)
		ex->out[ex->count] = in;
	ex->count++;
}

/* A burst of live frames is one system call for each: the large ones say no
 * more than the small. Test runs have no burst at all.
 */
static unsigned bursts_of(const struct xcase *row, enum way way)
{
	unsigned bursts = row->bursts ? row->bursts : SET(BURST_16);

	if (way == WAY_LIVE)
		bursts &= SET(BURST_1) | SET(BURST_16) | SET(BURST_17);
	if (way == WAY_TEST_RUN || !bursts)
		bursts = SET(BURST_16);
	return bursts;
}

static unsigned lowest(unsigned set)
{
	return __builtin_ctz(set);
}

static void expand_way(struct expansion *ex, const struct xcase *row, enum mode mode, enum way way,
		       bool sweeps)
{
	struct instance in = { .row = row, .mode = mode, .way = way };
	unsigned bursts = bursts_of(row, way);
	enum shape swept = row->shapes & TINY ? SHAPE_TINY : lowest(row->shapes);
	enum burst common = bursts & SET(BURST_16) ? BURST_16 : lowest(bursts);

	for (in.shape = 0; in.shape < SHAPES; in.shape++) {
		in.burst = common;
		if (row->shapes & SET(in.shape) && in.shape != swept && sweeps)
			add(ex, in);
	}
	in.shape = swept;
	for (in.burst = 0; in.burst < BURSTS; in.burst++)
		if (bursts & SET(in.burst) && (sweeps || in.burst == common))
			add(ex, in);
}

static void expand_steps(struct expansion *ex, const struct xcase *row)
{
	unsigned modes = row->modes ? row->modes : SET(MODE_CORE);

	for (enum mode mode = 0; mode < MODES; mode++)
		if (modes & SET(mode))
			add(ex, (struct instance){ .row = row, .mode = mode });
}

static void expand_row(struct expansion *ex, const struct xcase *row)
{
	if (row->steps) {
		expand_steps(ex, row);
		return;
	}
	for (enum mode mode = 0; mode < MODES; mode++) {
		bool sweeps = true;

		for (enum way way = 0; way < WAYS; way++) {
			bool core = CORE_WAYS & SET(way);
			bool runs = core ? mode == MODE_CORE && !ex->again :
					   row->modes & SET(mode);

			if (!runs || !(row->ways & SET(way)))
				continue;
			expand_way(ex, row, mode, way, sweeps);
			sweeps = !ex->selection->quick;
		}
	}
}

/* For each device in turn, or for one that nobody has named. */
static unsigned expand_all(struct instance *out, const struct suite *suite,
			   const struct selection *selection)
{
	struct expansion ex = { .out = out, .selection = selection };
	unsigned device = 0;

	do {
		ex.device = suite->devices_count ? &suite->devices[device] : NULL;
		ex.again = device;
		ex.rows = 0;
		for (unsigned i = 0; i < tables_count; i++)
			for (unsigned k = 0; k < tables[i]->count; k++, ex.rows++)
				expand_row(&ex, &tables[i]->rows[k]);
	} while (++device < suite->devices_count);
	return ex.count;
}

int suite_expand(struct suite *suite, const struct selection *selection)
{
	suite->count = expand_all(NULL, suite, selection);
	if (!suite->count)
		return 0;
	suite->instances = mmap(NULL, suite->count * sizeof(*suite->instances),
				PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (suite->instances == MAP_FAILED)
		return fault(-errno, "share memory for %u instances", suite->count);
	expand_all(suite->instances, suite, selection);
	return 0;
}

struct suite suite_of_device(const struct suite *suite, const struct device *device)
{
	struct suite part = *suite;
	unsigned first = 0;

	while (first < suite->count && suite->instances[first].device != device)
		first++;
	part.instances += first;
	for (part.count = 0; first < suite->count; first++, part.count++)
		if (suite->instances[first].device != device)
			break;
	return part;
}

void suite_free(struct suite *suite)
{
	if (suite->instances)
		munmap(suite->instances, suite->count * sizeof(*suite->instances));
	suite->instances = NULL;
}
