/* SPDX-License-Identifier: GPL-2.0-only */
/* The contract between XDP and a driver, in numbered clauses. Cases name the
 * clauses that they prove.
 */
#ifndef XDPCHECK_CLAUSES_H
#define XDPCHECK_CLAUSES_H

#include <jansson.h>

struct clause {
	const char *id;		/* "B01": permanent */
	const char *text;	/* what is promised, in one sentence */
	const char *level;	/* "C" promise of the core, "D" quality of a driver,
				 * "K" capability to be measured, "-" rule for harnesses
				 */
};

extern const struct clause clauses[];
extern const unsigned clauses_count;

/* The clause of this id, or NULL. */
const struct clause *clause_find(const char *id);

#define CLAUSE_ID_SIZE 16
/* Takes the next id off a row's list of clauses, which may be NULL. Returns the
 * list behind it, or NULL when there was none left.
 */
const char *clause_next(const char *list, char id[CLAUSE_ID_SIZE]);
/* The ids on the list, as an array for the caller to release. */
json_t *clauses_json(const char *list);

#endif
