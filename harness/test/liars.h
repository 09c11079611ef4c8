/* SPDX-License-Identifier: GPL-2.0-only */
/* A liar is a row whose outcome is known beforehand: a promise that is not kept,
 * a machine that fails, a harness that crashes. It goes the whole way, from the
 * supervisor to the agents, and must come out as it should, word by word.
 *
 * Where a program in bpf/liar.bpf.c is not liar enough, the liar has a hand in
 * functions of the harness, which the linker hands over (--wrap, see Makefile).
 */
#ifndef XDPCHECK_LIARS_H
#define XDPCHECK_LIARS_H

#include "lab.h"
#include "netlink.h"

struct liar {
	struct xcase row;
	int (*before)(struct lab *lab);	/* case_run(): 0 or a fault */
	void (*after)(struct lab *lab);	/* unless the case has crashed */
	void (*sending)(struct lab *lab);	/* when the peer is to send the burst */
	/* what the kernel makes of a request about the device's program */
	void (*asked)(struct xdp_request *req);
	enum status status;
	const char *says;	/* a glob for the sentence */
	const char *evidence;	/* KNOWN */
};

/* Liars whose names begin with the table's, run in its order. */
struct liar_table {
	const char *name;
	const struct liar *liars;
	unsigned count;
	unsigned timeout_ms;	/* for each; 0: only run by commands */
};

extern const struct liar_table liars_frames, liars_facts, liars_log, liars_steps, liars_agents,
			       liars_trouble, liars_commands;

/* What the command line comes to on liars, and what it leaves behind: fills in
 * the tests, and returns how many.
 */
struct CMUnitTest;
unsigned command_tests(struct CMUnitTest *tests);

/* A program besides the row's own, for .before and .after. */
extern struct prog other;
int load_other(struct lab *lab);
void unload_other(struct lab *lab);

/* The list of known deviations that liars are on: a descriptor of it, as a file. */
int liars_known(void);

#define LIARS(table, its_liars, ms)						\
	const struct liar_table liars_##table = {				\
		#table, its_liars, ARRAY_SIZE(its_liars), ms,			\
	}

/* How most of them are sent: in one burst of 16 small frames. */
#define SENT_BY(its_modes, its_ways) .modes = its_modes, .ways = its_ways, .shapes = TINY
#define SENT	SENT_BY(BOTH, PACKET)

#endif
