/* SPDX-License-Identifier: GPL-2.0-only */
/* Reports: any number of them from one run, each to its own file. */
#ifndef XDPCHECK_REPORT_H
#define XDPCHECK_REPORT_H

#include "xdpcheck.h"

#define REPORTS_MAX 8

struct report {
	const struct report_kind *kind;
	FILE *out;
	const char *path;	/* NULL: out was given to us, and stays open */
	int err;		/* the first that was met in writing it, -errno */
};

struct reports {
	struct report list[REPORTS_MAX];
	unsigned count;
};

/* Each of args is KIND[:FILE]; without FILE, or with "-", the report goes to
 * out. If none of them does, the default kind for out is added. The args must
 * outlive the reports. A fault of ours for an unknown kind, for two reports on
 * out or in one regular file, and for a file that cannot be written.
 */
int reports_open(struct reports *reports, const char *const *args, unsigned count, FILE *out);
/* Closes the files. A fault of ours if one of them could not be written. */
int reports_close(struct reports *reports);

/* Nothing stays buffered, so that workers may be forked at any time. */
void reports_begin(struct reports *reports, const struct suite *suite);
void reports_one(struct reports *reports, unsigned number, const struct instance *in);
void reports_end(struct reports *reports, const struct suite *suite);

/* What suits a terminal or a pipe. */
const struct report_kind *report_default(FILE *out);
/* The kinds that there are, for a usage message: "term, ktap, junit, json". */
const char *report_kinds(void);

extern const struct report_kind report_term;
extern const struct report_kind report_ktap;
extern const struct report_kind report_junit;
extern const struct report_kind report_json;

/* How many instances ended in which way. */
struct totals {
	unsigned of[STATUSES];
	unsigned total;		/* of all, and */
	unsigned not_run;	/* of those that never ended */
};

void totals_add(struct totals *totals, const struct instance *in);
struct totals totals_of(const struct suite *suite);
/* What is known fails in a strict run: all counts that reports print have it as
 * FAIL then, and none as KNOWN. Returns how many that are.
 */
unsigned totals_judge(struct totals *totals, const struct suite *suite);

/* What reports say of an instance. */
#define REPORT_LINE 1024
/* The command that repeats this one. */
void report_repeat(const struct instance *in, char *buf, size_t size);
/* "2862 of 2886 did not run", for a run that came to no end. */
void report_not_run(const struct totals *totals, char *buf, size_t size);
/* The ledger in one line: "sent 16, ran 16, peer 15, xdp_exception 1". */
void report_seen(const struct instance *in, char *buf, size_t size);
/* The instance's name, with its device's in front if the run has several. */
const char *report_name(const struct instance *in);
/* The length of the suite's name in front of the dot of a case's name. */
int report_group_len(const struct instance *in);

#endif
