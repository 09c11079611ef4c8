/* SPDX-License-Identifier: GPL-2.0-only */
/* The xdp tracepoints, as they fire in one lab. */
#ifndef XDPCHECK_EVENTS_H
#define XDPCHECK_EVENTS_H

#include <sched.h>
#include "facts.h"
#include "tracepoint.h"
#include "tracer.h"

#define OTHERS_MAX 8
#define MODELS_MAX 64

struct events {
	struct tracepoint points[EVENTS];
	struct tracer *tracers;	/* one for each CPU */
	unsigned tracers_count;
	char deaf[96];		/* why nothing can be heard here; "": all is */
	unsigned first_ifindex;	/* whose events are ours: the interfaces made for the lab, */
	unsigned devices[OTHERS_MAX];	/*   these others, */
	unsigned devices_count;
	uint32_t cpumap_id;	/*   and this map, 0: none */
	uint32_t models[MODELS_MAX];	/* ids of memory connected to such a device, 0: none, */
	uint32_t strangers[MODELS_MAX];	/*   and of what was given back and is none of it */
	struct facts facts;	/* since events_start() */
	unsigned fired[EVENTS];
	unsigned bulk_max;	/* frames in the largest xdp_devmap_xmit */
	uint64_t lost;
};

/* Listens on these CPUs to what fires on interfaces that are made for a lab in this
 * network namespace (ifindex.h), and on these. 0, also on a kernel where nothing can be
 * heard; or a fault.
 */
int events_open(struct events *events, const cpu_set_t *cpus, const unsigned *ifindexes,
		unsigned count);
void events_close(struct events *events);

/* Forgets what fired before; CPUMAP events of this map's id count from now on. */
void events_start(struct events *events, uint32_t cpumap_id);

/* Takes in what has fired by now. 0; or a fault, when events were lost. */
int events_read(struct events *events);

/* The same, when a cpumap's thread or memory that is given back has been heard of, or
 * time is up.
 */
int events_wait(struct events *events, unsigned timeout_ms);

#endif
