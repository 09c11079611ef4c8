/* SPDX-License-Identifier: GPL-2.0-only */
/* One burst: what was sent, what was promised of it, and what was seen. */
#ifndef XDPCHECK_TRIAL_H
#define XDPCHECK_TRIAL_H

#include "lab.h"

#define FENCES_MAX 8

struct trial {
	struct instance *in;
	struct lab *lab;
	const struct expect *expect;	/* the row's, or its .after */
	struct brief brief;
	unsigned ingress;	/* ingress_ifindex that the program must see */
	uint32_t prog_id;	/* of the program under test; 0: none is attached */
	unsigned sent;		/* frames of the burst that the injector reports */
	enum steer fences[FENCES_MAX];	/* that were sent behind them */
	unsigned fences_count;
	uint64_t late;		/* set of enum steer: fences that never came in */
	struct tally tallies[PLACES];
	struct kmsg_window log;
	uint64_t counted[COUNTS];	/* by the driver, during the burst */
	struct xdp_statistics xsk;	/* of the socket, during the burst */
};

/* What the contract makes of the row for one frame. */
struct promise {
	unsigned at;		/* set of enum place */
	uint32_t verdict;
	bool exception, redirect, redirect_err;
};

/* The verdict that the row's program returns by itself. */
uint32_t row_verdict(const struct xcase *row, const struct expect *expect, unsigned seq);

/* Of the interface that the program runs on: for a bond's native one, of its slave. */
int trial_ifindex(const struct trial *trial);

struct promise promise_frame(const struct trial *trial, unsigned seq);

/* All tracepoint events that the burst and its fences promise. */
void promise_facts(const struct trial *trial, struct facts *facts);

/* What the driver's own counters promise to have moved by. */
void promise_counters(const struct trial *trial, uint64_t counts[COUNTS]);

/* Holds what was seen against what was promised: leaves res as it was, or FAIL with
 * the first broken promise in a sentence. Asks the kernel nothing.
 */
void verdict(const struct trial *trial, struct result *res);

/* Of that, what the program itself noted of each frame: all there is in a test run. */
void verdict_of_program(const struct trial *trial, struct result *res);

/* The part of it that is about tracepoint events. */
void verdict_events(const struct trial *trial, struct result *res);

#endif
