/* SPDX-License-Identifier: GPL-2.0-only */
/* All rows, and the instances that they expand to. */
#ifndef XDPCHECK_SUITE_H
#define XDPCHECK_SUITE_H

#include "xdpcheck.h"

extern const struct suite_table *const suites[];
extern const unsigned suites_count;

/* The row of a name, NULL if there is none. */
const struct xcase *suite_find(const char *name);

/* The rows that suite_find() knows are these instead: for tests of the harness. */
void suite_use(const struct suite_table *const *tables, unsigned count);

#define ONLY_MAX 16

struct selection {
	const char *only[ONLY_MAX + 1];	/* globs over names of instances or of rows, ended by */
					/*   NULL, of which one must match; none: all do */
	unsigned modes;		/* set of enum mode; 0: all */
	bool quick;		/* only the first way in sweeps shapes and bursts */
};

/* Expands the rows that are in use, for each of the suite's devices, into
 * suite->instances, which the caller's forked children share. 0 or a fault; no
 * match is 0 instances.
 */
int suite_expand(struct suite *suite, const struct selection *selection);
void suite_free(struct suite *suite);

/* The part of the suite that is about one of its devices: nothing to be freed. */
struct suite suite_of_device(const struct suite *suite, const struct device *device);

/* How many frames an instance sends. */
unsigned instance_frames(const struct instance *in);

#endif
