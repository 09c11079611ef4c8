/* SPDX-License-Identifier: GPL-2.0-only */
/* Several saved runs side by side: what became of each group of cases on each
 * kernel and device, in each mode. A group is the part of a case's name in front
 * of the dot.
 */
#ifndef XDPCHECK_MATRIX_H
#define XDPCHECK_MATRIX_H

#include "report.h"
#include "saved.h"

#define MATRIX_KERNELS_MAX 64

struct labels {			/* each once, in the order in which they came */
	char **list;
	unsigned count;
};

/* Sets *at to the place of the text. 0, or a fault if there are too many. */
int labels_add(struct labels *labels, const char *text, unsigned *at);
void labels_free(struct labels *labels);

struct matrix_run {
	char *name;		/* to call its kernel by; NULL: as the report does */
	struct saved saved;	/* of no instances, if there is no report */
	char *devices;		/* what it was to run on, by commas, if that is known; or NULL */
	char *trouble;		/* why it has not all of its instances, or NULL */
	char *label;		/* of its kernel */
	unsigned kernel;
	unsigned short *places;	/* device and group of each instance, by turns */
};

struct matrix {
	struct matrix_run *runs;
	unsigned runs_count;
	struct labels kernels, devices, groups;
	unsigned *modes;	/* of the devices: the set that they have instances in */
	struct totals *cells;
};

/* Adds a run: a report, or `KERNEL=REPORT` to call its kernel so. What cannot be
 * read is there as trouble, and a fault of ours. The argument must outlive it.
 */
int matrix_add(struct matrix *matrix, const char *arg);
/* Adds a run that came to no good end: `KERNEL[:DEVICE,...]=SENTENCE`. */
int matrix_add_trouble(struct matrix *matrix, const char *arg);
/* Counts what was added. A fault of ours if that is too much for a page. */
int matrix_count(struct matrix *matrix);
void matrix_free(struct matrix *matrix);

struct column {
	unsigned kernel, device;
	enum mode mode;		/* MODES: of a device that nothing ran on */
};
#define ALL_GROUPS (~0u)

/* Has the device this column in the page? Ask for MODES as well. */
bool matrix_has_mode(const struct matrix *matrix, unsigned device, enum mode mode);
/* What became of the instances of a group in a column. */
struct totals matrix_cell(const struct matrix *matrix, struct column column, unsigned group);
/* The trouble of a run that should have had this kernel and device, or NULL. */
const char *matrix_trouble(const struct matrix *matrix, unsigned kernel, unsigned device);
/* Is it for such trouble that this column has no instance of this group? */
bool matrix_is_lost(const struct matrix *matrix, struct column column, unsigned group);
/* Or may it have less of all groups than there is? */
bool matrix_is_partial(const struct matrix *matrix, struct column column, unsigned group);
/* Why this column has no instance of this group, to be freed; NULL without memory. */
char *matrix_why_empty(const struct matrix *matrix, struct column column, unsigned group);
/* The same for all cells of a device that others have something in, each once. */
int matrix_lacking(const struct matrix *matrix, unsigned device, struct labels *whys);
/* What a run on this kernel says of the device; NULL, if it never came up. */
const struct saved_device *matrix_device(const struct matrix *matrix, unsigned kernel,
					 unsigned device);
/* Is this run the first of its kernel's to tell of such a build? */
bool matrix_is_new_build(const struct matrix *matrix, unsigned run);
/* "native", or "-" of MODES. */
const char *matrix_mode_name(enum mode mode);

/* What instances that did not pass have in common, in one group, mode and device. */
struct note {
	const struct saved_instance *first;
	unsigned count;
	bool one_row;		/* all are of one case */
	struct names names;
	uint64_t kernels;	/* set of those on which it is just so */
};

struct notes {
	struct note *list;
	unsigned count;
};

/* All notes of a group on a device in a mode, the worst first. 0 or a fault. */
int notes_make(struct notes *notes, const struct matrix *matrix, struct column column,
	       unsigned group);
void notes_free(struct notes *notes);
/* Is it so on all kernels that have this group on this device in this mode? */
bool note_is_everywhere(const struct note *note, const struct matrix *matrix,
			struct column column, unsigned group);

/* What a cell says: "67+2k 9s", "3 FAIL/70", "-". */
void cell_text(const struct totals *totals, char *buf, size_t size);
/* The worst outcome in it; STATUSES, if it is empty. */
enum status cell_worst(const struct totals *totals);
/* Did anything in it not pass? */
bool cell_has_notes(const struct totals *totals);
/* The same of a device and mode on any kernel. */
bool matrix_mode_has_notes(const struct matrix *matrix, struct column column);

/* "veth-native-tx"; of ALL_GROUPS "veth-native", and of MODES "veth". */
void matrix_anchor(FILE *out, const struct matrix *matrix, struct column column, unsigned group);
/* " on 6.1.170, 6.12.117", in the escapes of one kind of page. */
void note_kernels(FILE *out, const struct matrix *matrix, const struct note *note,
		  void (*put)(FILE *out, const char *text));

int matrix_markdown(FILE *out, const struct matrix *matrix);
int matrix_html(FILE *out, const struct matrix *matrix);

#endif
