/* SPDX-License-Identifier: GPL-2.0-only */
/* A harness that hangs, crashes and dies in the middle of a case: the case comes
 * to what it should, and the one behind it runs in a lab that is new.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "liars.h"

#define TIMEOUT_MS 4000		/* for the hung one, and the others must be quicker */

#define HONEST	SENT_BY(NATIVE, PACKET), .prog = "pass", .expect = { .at = STACK }
#define IN_BETWEEN(what) HONEST, .between = what, .after = { .at = STACK }

/* Nothing passes in this lab any more. */
static void break_lab(struct lab *lab)
{
	link_up(lab->dut.ifindex, false);
}

static int hang(struct lab *lab, struct result *res)
{
	(void)res;
	break_lab(lab);
	return pause();
}

static int crash(struct lab *lab, struct result *res)
{
	(void)res;
	break_lab(lab);
	return raise(SIGSEGV);
}

static int give_up(struct lab *lab, struct result *res)
{
	(void)res;
	break_lab(lab);
	abort();
}

static int be_killed(struct lab *lab, struct result *res)
{
	(void)res;
	break_lab(lab);
	return kill(getpid(), SIGKILL);
}

static int leave(struct lab *lab, struct result *res)
{
	(void)res;
	break_lab(lab);
	_exit(EXIT_SUCCESS);
}

static const struct liar liars[] = {
	{
		.row	= { .name = "trouble.crash", IN_BETWEEN(crash) },
		.status	= ERROR,
		.says	= "the harness crashed in this case",
	},
	{
		.row	= { .name = "trouble.behind-crash", HONEST },
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "trouble.abort", IN_BETWEEN(give_up) },
		.status	= ERROR,
		.says	= "the harness was ended by signal 6 (Aborted)",
	},
	{
		.row	= { .name = "trouble.behind-abort", HONEST },
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "trouble.killed", IN_BETWEEN(be_killed) },
		.status	= ERROR,
		.says	= "the harness was ended by signal 9 (Killed)",
	},
	{
		.row	= { .name = "trouble.behind-killed", HONEST },
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "trouble.left", IN_BETWEEN(leave) },
		.status	= ERROR,
		.says	= "the harness ended with status 0",
	},
	/* the first case of a worker, which the supervisor does not know of yet */
	{
		.row	= { .name = "trouble.hung", IN_BETWEEN(hang) },
		.status	= FAIL,
		.says	= "hung for [4-9] s in the kernel at: *",
	},
	{
		.row	= { .name = "trouble.behind-hung", HONEST },
		.status	= PASS,
		.says	= "",
	},
};

LIARS(trouble, liars, TIMEOUT_MS);
