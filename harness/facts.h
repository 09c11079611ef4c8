/* SPDX-License-Identifier: GPL-2.0-only */
/* The xdp tracepoints, as facts: what fired, where, with what, how often. */
#ifndef XDPCHECK_FACTS_H
#define XDPCHECK_FACTS_H

#include "xdpcheck.h"

/* Tracepoints that fire once for a bulk of frames are counted in frames. */
enum fact_kind {
	FACT_EXCEPTION,		/* value: act */
	FACT_REDIRECT,
	FACT_REDIRECT_ERR,	/* value: errno, negative */
	FACT_XMIT_SENT,
	FACT_XMIT_DROP,		/* value: errno, or 0 */
	FACT_BULK_SENT,
	FACT_BULK_DROP,		/* value: errno, or 0 */
	FACT_ENQUEUED,		/* value, of this one and all below: the CPU */
	FACT_ENQUEUE_DROP,
	FACT_ON_CPU,
	FACT_ON_CPU_DROP,
	FACT_CPU_PASS,
	FACT_CPU_DROP,
	FACT_CPU_REDIRECT,
	FACTS
};

struct fact {
	enum fact_kind kind;
	unsigned ifindex;	/* of the device; 0: on a map */
	unsigned to;		/* ifindex; 0: none */
	int64_t value;
	uint32_t prog_id;	/* 0: the tracepoint names none */
	unsigned n;		/* frames */
};

struct facts {
	struct fact list[32];
	unsigned count;
	bool full;		/* there were more kinds of facts than the list holds */
};

/* Adds n to the fact, which is new or one that stands in the list. */
void facts_add(struct facts *facts, const struct fact *fact, unsigned n);
/* n of the fact that is alike in all but n; 0 if there is none. */
unsigned facts_count(const struct facts *facts, const struct fact *like);
unsigned facts_sum(const struct facts *facts, enum fact_kind kind);
/* "xdp_exception act=TX on dut0"; ifindexes by their names in this namespace. */
const char *fact_print(const struct fact *fact, char *text, size_t size);

#endif
