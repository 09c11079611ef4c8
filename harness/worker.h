/* SPDX-License-Identifier: GPL-2.0-only */
/* The processes that run instances: one for each job, with a lab of its own. */
#ifndef XDPCHECK_WORKER_H
#define XDPCHECK_WORKER_H

#include "known.h"

struct crew {
	struct suite *suite;	/* of this one device */
	struct device *device;	/* what all of them test; its facts are filled in */
	const struct known *known;
	unsigned timeout_ms;	/* for one instance; a hang is a FAIL */
	int journal;		/* of journal_open(); -1: none is kept */
	/* called in the suite's order, as soon as all before it are done too */
	void (*done)(void *arg, const struct instance *in);
	void *arg;
};

/* Runs the suite. 0; -EINTR: it was interrupted; or a fault: no lab could be
 * opened. All processes and what they made are gone when it returns.
 */
int crew_run(struct crew *crew);

#endif
