/* SPDX-License-Identifier: GPL-2.0-only */
/* The processes that run instances: one for each job, with a lab of its own. */
#ifndef XDPCHECK_WORKER_H
#define XDPCHECK_WORKER_H

#include "known.h"

struct crew {
	struct suite *suite;
	const char *dev;	/* --dev, NULL for veth */
	const struct known *known;
	unsigned timeout_ms;	/* for one instance; a hang is a FAIL */
	struct lab_facts *facts;	/* in shared memory */
	/* called in the suite's order, as soon as all before it are done too */
	void (*done)(void *arg, unsigned number, const struct instance *in);
	void *arg;
};

/* Runs the suite. 0; -EINTR: it was interrupted; or a fault: no lab could be
 * opened. All processes and what they made are gone when it returns.
 */
int crew_run(struct crew *crew);

#endif
