/* SPDX-License-Identifier: GPL-2.0-only */
/* What is tested, said without running any of it: the tables of cases/ are the
 * documentation of the tests.
 */
#ifndef XDPCHECK_LIST_H
#define XDPCHECK_LIST_H

#include "xdpcheck.h"

/* `list`: the cases whose names match the glob, or all with NULL; each with its
 * claim. With by_clause: the clauses of the contract, the cases that prove each,
 * and without a glob those that none proves. -ENOENT, with a sentence, if no
 * case matches.
 */
int list_cases(FILE *out, const struct suite_table *const *suites, unsigned count,
	       const char *glob, bool by_clause, bool json);

/* `show`: all about one case, by its name or that of one of its instances.
 * -ENOENT, with a sentence that tells of near names, if there is none.
 */
int show_case(FILE *out, const struct suite_table *const *suites, unsigned count,
	      const char *name);

/* The modes that a row runs in: live frames and test runs are in none but core. */
unsigned list_modes(const struct xcase *row);

/* Whether one of the row's instances, as suite_expand() has them, is called so. */
bool list_has_instance(const struct xcase *row, const char *name);

#endif
