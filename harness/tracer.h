/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints as they fire, by perf, on one CPU or in one thread. A BPF program on a
 * tracepoint would miss what fires while another one's map is used on the same CPU
 * (trace_call_bpf() in kernel/trace/bpf_trace.c); perf misses nothing but what finds
 * its ring full, and that is told.
 */
#ifndef XDPCHECK_TRACER_H
#define XDPCHECK_TRACER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRACER_EVENTS 16

struct tracer {
	int fds[TRACER_EVENTS];	/* the first one has the ring, the others write into it */
	unsigned count;
	char *map;		/* one page about the ring, and the ring; NULL: none */
};

/* One tracepoint more. 0 or a fault. */
struct tracing {
	unsigned id;		/* of struct tracepoint */
	int cpu;		/* on this CPU; -1: in the calling thread, wherever that is */
	bool wakes;		/* poll() on fds[0] returns when it has fired */
	const char *filter;	/* "ifindex == 3", in the words of tracefs; NULL: all */
};
int tracer_add(struct tracer *tracer, const struct tracing *tracing);
/* Takes a zeroed one, too. Some 40 ms for the last listener of the machine to a tracepoint,
 * unless tracer_keep() was called with its id.
 */
void tracer_close(struct tracer *tracer);

/* This process listens to the tracepoint, and hears nothing, until it ends. */
void tracer_keep(unsigned id);

/* Hands over each record since the last call, in the order in which they fired. Returns
 * how many were lost; one at least if there was no room for another.
 */
uint64_t tracer_read(struct tracer *tracer,
		     void (*one)(void *arg, const void *record, size_t len), void *arg);

#endif
