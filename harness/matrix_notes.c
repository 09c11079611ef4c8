/* SPDX-License-Identifier: GPL-2.0-only */
/* How what failed, is known or was skipped is put in few words: by status and
 * reason, and once for all kernels on which just the same instances say so.
 */
#include <stdlib.h>
#include <string.h>
#include "matrix.h"

/* Instances that have the same to say, on one kernel. */
struct heap {
	const struct saved_instance **some;
	unsigned count;
};

struct heaps {
	struct heap *list;
	unsigned count;
};

static void heaps_free(struct heaps *heaps)
{
	for (unsigned i = 0; i < heaps->count; i++)
		free(heaps->list[i].some);
	free(heaps->list);
}

static bool alike(const struct saved_instance *a, const struct saved_instance *b)
{
	if (a->status != b->status)
		return false;
	if (a->status == KNOWN)
		return !strcmp(a->evidence, b->evidence);
	return saved_alike(a->reason, b->reason);
}

static struct heap *heap_for(struct heaps *heaps, const struct saved_instance *in)
{
	struct heap *more;

	for (unsigned i = 0; i < heaps->count; i++)
		if (alike(heaps->list[i].some[0], in))
			return &heaps->list[i];
	more = realloc(heaps->list, (heaps->count + 1) * sizeof(*more));
	if (!more)
		return NULL;
	heaps->list = more;
	more[heaps->count] = (struct heap){};
	return &more[heaps->count];
}

static int heaps_put(struct heaps *heaps, const struct saved_instance *in)
{
	struct heap *heap = heap_for(heaps, in);
	const struct saved_instance **more =
		heap ? realloc(heap->some, (heap->count + 1) * sizeof(*more)) : NULL;

	if (!more)
		return fault(-ENOMEM, "gather what %s says", in->name);
	heap->some = more;
	if (!heap->count)
		heaps->count++;
	heap->some[heap->count++] = in;
	return 0;
}

static bool is_one_row(const struct heap *heap)
{
	for (unsigned i = 1; i < heap->count; i++)
		if (strcmp(heap->some[i]->row, heap->some[0]->row))
			return false;
	return true;
}

/* Is this the same as another kernel had to say? */
static struct note *note_like(struct notes *notes, const struct note *note)
{
	for (unsigned i = 0; i < notes->count; i++) {
		struct note *other = &notes->list[i];

		if (other->count == note->count && alike(other->first, note->first) &&
		    names_equal(&other->names, &note->names))
			return other;
	}
	return NULL;
}

static int notes_add(struct notes *notes, const struct saved *saved, struct heap *heap,
		     uint64_t kernel)
{
	struct note note = { .first = heap->some[0], .count = heap->count, .kernels = kernel };
	struct note *more;
	int err;

	note.one_row = is_one_row(heap);
	err = names_fold(&note.names, saved, heap->some, heap->count);
	if (err)
		return err;
	more = note_like(notes, &note);
	if (more) {
		more->kernels |= kernel;
		names_free(&note.names);
		return 0;
	}
	more = realloc(notes->list, (notes->count + 1) * sizeof(*more));
	if (!more) {
		names_free(&note.names);
		return fault(-ENOMEM, "gather what %s says", note.first->name);
	}
	notes->list = more;
	more[notes->count++] = note;
	return 0;
}

static int add_run(struct notes *notes, const struct matrix_run *run, struct column column,
		   unsigned group)
{
	_cleanup_(heaps_free) struct heaps heaps = {};
	int err = 0;

	for (unsigned i = 0; !err && i < run->saved.count; i++) {
		const struct saved_instance *in = &run->saved.instances[i];

		if (in->status != PASS && in->mode == column.mode &&
		    run->places[2 * i] == column.device && run->places[2 * i + 1] == group)
			err = heaps_put(&heaps, in);
	}
	for (unsigned i = 0; !err && i < heaps.count; i++)
		err = notes_add(notes, &run->saved, &heaps.list[i], 1ull << run->kernel);
	return err;
}

/* The worst first; those of one status stay as they came. */
static void notes_sort(struct notes *notes)
{
	static const unsigned rank[STATUSES] = { [ERROR] = 1, [KNOWN] = 2, [SKIP] = 3, [PASS] = 4 };

	for (unsigned i = 1; i < notes->count; i++) {
		struct note note = notes->list[i];
		unsigned at = i;

		for (; at && rank[notes->list[at - 1].first->status] > rank[note.first->status];
		     at--)
			notes->list[at] = notes->list[at - 1];
		notes->list[at] = note;
	}
}

int notes_make(struct notes *notes, const struct matrix *matrix, struct column column,
	       unsigned group)
{
	int err = 0;

	*notes = (struct notes){};
	for (unsigned i = 0; !err && i < matrix->runs_count; i++)
		err = add_run(notes, &matrix->runs[i], column, group);
	notes_sort(notes);
	if (err)
		notes_free(notes);
	return err;
}

void notes_free(struct notes *notes)
{
	for (unsigned i = 0; i < notes->count; i++)
		names_free(&notes->list[i].names);
	free(notes->list);
	*notes = (struct notes){};
}
