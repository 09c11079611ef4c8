/* SPDX-License-Identifier: GPL-2.0-only */
/* What a worker and its supervisor share. */
#ifndef XDPCHECK_CREW_H
#define XDPCHECK_CREW_H

#include "worker.h"

struct slot {			/* a worker's place, in shared memory */
	pid_t pid;		/* 0: the place is empty */
	int pidfd;
	int pipe;		/* where a worker writes the index of what it has done */
	unsigned current;	/* index of the instance that is run, */
	uint64_t since_ms;	/* since then; 0: none */
	bool has_lab;		/* false: it is opened, since then */
	bool useful;		/* it has ended an instance */
	struct lab_facts facts;	/* of this worker's lab */
	char trouble[512];	/* why no lab could be opened */
};

/* Is this instance that worker's? What is loaded for a row serves all of its
 * instances, so rows are dealt out whole.
 */
static inline bool is_of_worker(const struct suite *suite, unsigned index, unsigned number)
{
	return suite->instances[index].row_number % suite->jobs == number;
}

/* The worker's process; does not return. */
void worker_main(struct crew *crew, struct slot *slot, unsigned number)
	__attribute__((noreturn));

#endif
