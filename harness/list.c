/* SPDX-License-Identifier: GPL-2.0-only */
/* The two ways to read the tables of cases: by suite, and by the clauses that
 * they prove. The second says what is not tested as well.
 */
#include <fnmatch.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "clauses.h"
#include "list.h"
#include "suite.h"
#include "text.h"

#define WHY_COLUMN 30
#define CASES_COLUMN 7
#define JSON_FORM (JSON_INDENT(1) | JSON_COMPACT)

struct listing {
	const struct xcase **rows;
	unsigned count;
};

static int listing_make(struct listing *listing, const struct suite_table *const *suites,
		       unsigned count, const char *glob)
{
	unsigned room = 0;

	for (unsigned i = 0; i < count; i++)
		room += suites[i]->count;
	listing->rows = calloc(room, sizeof(*listing->rows));
	if (room && !listing->rows)
		return fault(-ENOMEM, "list %u cases", room);
	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < suites[i]->count; j++)
			if (!glob || !fnmatch(glob, suites[i]->rows[j].name, 0))
				listing->rows[listing->count++] = &suites[i]->rows[j];
	if (!listing->count)
		return fault(0, "no case matches '%s'", glob ?: "*") ?: -ENOENT;
	return 0;
}

static void listing_free(struct listing *listing)
{
	free(listing->rows);
}

static bool row_proves(const struct xcase *row, const char *clause)
{
	const char *list = row->clauses;
	char id[CLAUSE_ID_SIZE];

	while ((list = clause_next(list, id)))
		if (!strcmp(id, clause))
			return true;
	return false;
}

static bool is_proven(const struct listing *listing, const char *clause)
{
	for (unsigned i = 0; i < listing->count; i++)
		if (row_proves(listing->rows[i], clause))
			return true;
	return false;
}

static void print_rows(FILE *out, const struct listing *listing)
{
	const char *suite = "";
	size_t len = 0;

	for (unsigned i = 0; i < listing->count; i++) {
		const struct xcase *row = listing->rows[i];

		if (strcspn(row->name, ".") != len || strncmp(row->name, suite, len)) {
			suite = row->name;
			len = strcspn(suite, ".");
			fprintf(out, "%s%.*s\n", i ? "\n" : "", (int)len, suite);
		}
		if (strlen(row->name) > WHY_COLUMN - 4)
			fprintf(out, "  %s\n%*s", row->name, WHY_COLUMN, "");
		else
			fprintf(out, "  %-*s", WHY_COLUMN - 2, row->name);
		text_wrap(out, WHY_COLUMN, row->why);
	}
}

static void print_clause(FILE *out, const struct clause *clause)
{
	fprintf(out, "%s %s  ", clause->id, clause->level);
	text_wrap(out, CASES_COLUMN, clause->text);
}

static void print_proven(FILE *out, const struct listing *listing)
{
	for (unsigned i = 0; i < clauses_count; i++) {
		char names[4096] = "";

		for (unsigned j = 0; j < listing->count; j++)
			if (row_proves(listing->rows[j], clauses[i].id))
				text_add(names, sizeof(names), " %s", listing->rows[j]->name);
		if (!*names)
			continue;
		print_clause(out, &clauses[i]);
		fprintf(out, "%*s", CASES_COLUMN, "");
		text_wrap(out, CASES_COLUMN, names);
	}
}

static void print_unproven(FILE *out, const struct listing *listing)
{
	fprintf(out, "\nNo case proves:\n\n");
	for (unsigned i = 0; i < clauses_count; i++)
		if (!is_proven(listing, clauses[i].id))
			print_clause(out, &clauses[i]);
}

/* Rows that name what no clause is called. */
static void print_unknown(FILE *out, const struct listing *listing)
{
	for (unsigned i = 0; i < listing->count; i++) {
		const char *list = listing->rows[i]->clauses;
		char id[CLAUSE_ID_SIZE];

		while ((list = clause_next(list, id)))
			if (!clause_find(id))
				fprintf(out, "\n%s names %s, which is no clause\n",
					listing->rows[i]->name, id);
	}
}

static void print_counts(FILE *out, const struct listing *listing, bool some)
{
	static const char *const levels[] = { "C", "D", "K", "-" };
	unsigned proven[ARRAY_SIZE(levels)] = {}, of[ARRAY_SIZE(levels)] = {}, all = 0;

	for (unsigned i = 0; i < clauses_count; i++) {
		bool is = is_proven(listing, clauses[i].id);

		all += is;
		for (unsigned l = 0; l < ARRAY_SIZE(levels); l++) {
			bool here = !strcmp(levels[l], clauses[i].level);

			of[l] += here;
			proven[l] += here && is;
		}
	}
	fprintf(out, some ? "\nThese cases prove %u of %u clauses:" :
			    "\n%u of %u clauses are proven:", all, clauses_count);
	for (unsigned l = 0; l < ARRAY_SIZE(levels); l++)
		fprintf(out, "%s %s %u of %u", l ? "," : "", levels[l], proven[l], of[l]);
	fprintf(out, "\nC core promise, D driver quality, K capability, - rule of the harness\n");
}

unsigned list_modes(const struct xcase *row)
{
	if (row->steps)
		return row->modes ?: SET(MODE_CORE);
	return (row->ways & ~CORE_WAYS ? row->modes : 0) |
	       (row->ways & CORE_WAYS ? SET(MODE_CORE) : 0);
}

bool list_has_instance(const struct xcase *row, const char *name)
{
	_cleanup_(suite_free) struct suite all = {};
	bool found = false;

	if (suite_expand(&all, &(struct selection){}))
		return false;
	for (unsigned i = 0; i < all.count && !found; i++)
		found = all.instances[i].row == row && !strcmp(all.instances[i].name, name);
	return found;
}

static json_t *names_json(unsigned set, const char *const *names, unsigned count)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < count; i++)
		if (set & SET(i))
			json_array_append_new(array, json_string(names[i]));
	return array;
}

static json_t *bursts_json(const struct xcase *row)
{
	unsigned bursts = row->bursts ?: SET(BURST_16);
	json_t *array = json_array();

	for (enum burst b = 0; b < BURSTS; b++)
		if (!row->steps && bursts & SET(b))
			json_array_append_new(array, json_integer(burst_frames[b]));
	return array;
}

static json_t *row_json(const struct xcase *row)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string(row->name));
	json_object_set_new(object, "why", text_json(row->why));
	json_object_set_new(object, "clauses", clauses_json(row->clauses));
	json_object_set_new(object, "prog", row->prog ? json_string(row->prog) : json_null());
	json_object_set_new(object, "script", json_boolean(row->steps));
	json_object_set_new(object, "modes", names_json(list_modes(row), mode_names, MODES));
	json_object_set_new(object, "ways", names_json(row->ways, way_names, WAYS));
	json_object_set_new(object, "shapes", names_json(row->shapes, shape_names, SHAPES));
	json_object_set_new(object, "bursts", bursts_json(row));
	json_object_set_new(object, "needs", names_json(row->needs, cap_names, CAPS));
	return object;
}

static json_t *clause_json(const struct listing *listing, const struct clause *clause)
{
	json_t *object = json_object();
	json_t *names = json_array();

	for (unsigned i = 0; i < listing->count; i++)
		if (row_proves(listing->rows[i], clause->id))
			json_array_append_new(names, json_string(listing->rows[i]->name));
	json_object_set_new(object, "id", json_string(clause->id));
	json_object_set_new(object, "level", json_string(clause->level));
	json_object_set_new(object, "text", text_json(clause->text));
	json_object_set_new(object, "cases", names);
	return object;
}

static void print_json(FILE *out, const struct listing *listing, bool by_clause)
{
	json_t *root = json_object();
	json_t *array = json_array();

	for (unsigned i = 0; by_clause && i < clauses_count; i++)
		json_array_append_new(array, clause_json(listing, &clauses[i]));
	for (unsigned i = 0; !by_clause && i < listing->count; i++)
		json_array_append_new(array, row_json(listing->rows[i]));
	json_object_set_new(root, "schema", json_integer(1));
	json_object_set_new(root, by_clause ? "clauses" : "cases", array);
	json_dumpf(root, out, JSON_FORM);
	fprintf(out, "\n");
	json_decref(root);
}

int list_cases(FILE *out, const struct suite_table *const *suites, unsigned count,
	       const char *glob, bool by_clause, bool json)
{
	_cleanup_(listing_free) struct listing listing = {};
	int err;

	err = listing_make(&listing, suites, count, glob);
	if (err)
		return err;
	if (json) {
		print_json(out, &listing, by_clause);
	} else if (by_clause) {
		print_proven(out, &listing);
		if (!glob)
			print_unproven(out, &listing);
		print_unknown(out, &listing);
		print_counts(out, &listing, glob);
	} else {
		print_rows(out, &listing);
	}
	return 0;
}
