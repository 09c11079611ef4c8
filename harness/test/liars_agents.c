/* SPDX-License-Identifier: GPL-2.0-only */
/* Agents that hang, die or talk nonsense: our trouble, not the driver's. Only
 * what an agent says of frames is taken for what it has seen.
 */
#include <signal.h>
#include <stdlib.h>
#include "liars.h"

#define PASSED	.expect = { .at = STACK, .verdict = XDP_PASS }
#define HONEST	SENT_BY(NATIVE, PACKET), .prog = "pass", PASSED

/* It will never answer: that it is waited for is enough, a tenth as long. */
static void stop_peer(struct lab *lab)
{
	kill(lab->peer.pid, SIGSTOP);
	peer_hurry = 10;
}

static void end_hurry(struct lab *lab)
{
	(void)lab;
	peer_hurry = 1;
}

static void kill_peer(struct lab *lab)
{
	kill(lab->peer.pid, SIGKILL);
}

static void kill_target(struct lab *lab)
{
	kill(lab->target.pid, SIGKILL);
}

/* Another program at the far end: a script that stands in for the agent. */

static struct peer true_peer;

static int start_script(struct lab *lab, char *script)
{
	char *words[] = { "sh", "-c", script, NULL }, *ports[] = { "peer0=peer", NULL };

	true_peer = lab->peer;
	return peer_start(&lab->peer, words, "xdpcheck", ports);
}

static void end_script(struct lab *lab)
{
	peer_stop(&lab->peer);
	lab->peer = true_peer;
}

#define SCRIPT(name, script)							\
	static int name(struct lab *lab)					\
	{									\
		return start_script(lab, script);				\
	}

#define ANSWERS(cases)								\
	"echo xdpcheck agent 1; while read verb rest; do case $verb in " cases " esac; done"

SCRIPT(talk_first, "echo Welcome to Liar OS; cat >/dev/null")
SCRIPT(talk_old, "echo xdpcheck agent 0; cat >/dev/null")
SCRIPT(talk_nonsense, ANSWERS("*) echo sh: brief: not found ;;"))
SCRIPT(refuse, ANSWERS("brief) echo ok ;; send) echo error the wire is cut ;;"))
SCRIPT(send_few, ANSWERS("brief) echo ok ;; send) echo ok 15 ;; settle) echo ok; echo late ;;"))
SCRIPT(send_nothing,
       ANSWERS("brief) echo ok ;; send) echo ok 16 ;; settle) echo ok; echo late ;;"))
SCRIPT(miscount, ANSWERS("settle) echo ok; echo tally 99 ;; send) echo ok 16 ;; *) echo ok ;;"))

static const struct liar liars[] = {
	{
		.row	= { .name = "agents.hung", HONEST },
		.sending	= stop_peer,
		.after	= end_hurry,
		.status	= ERROR,
		.says	= "the agent at peer0 does not answer 'send 1 2 3': Connection timed out",
	},
	{
		.row	= { .name = "agents.behind-hung", HONEST },
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "agents.killed", HONEST },
		.sending	= kill_peer,
		.status	= ERROR,
		.says	= "the agent at peer0 is gone, asked 'send 1 2 3': Broken pipe",
	},
	{
		.row	= { .name = "agents.behind-killed", HONEST },
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "agents.target-killed", HONEST },
		.sending	= kill_target,
		.status	= ERROR,
		.says	= "the agent at target0 is gone, asked 'settle 8 1000': Broken pipe",
	},
	{
		.row	= { .name = "agents.behind-target-killed", HONEST },
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "agents.other-program", HONEST },
		.before	= talk_first,
		.after	= end_script,
		.status	= ERROR,
		.says	= "the agent at peer0 answers 'Welcome to Liar OS' to 'hello': Protocol "
			  "error",
	},
	{
		.row	= { .name = "agents.other-version", HONEST },
		.before	= talk_old,
		.after	= end_script,
		.status	= ERROR,
		.says	= "the agent at peer0 speaks version 0, not 1: copy this binary there",
	},
	{
		.row	= { .name = "agents.nonsense", HONEST },
		.before	= talk_nonsense,
		.after	= end_script,
		.status	= ERROR,
		.says	= "the agent at peer0 answers 'sh: brief: not found' to 'brief "
			  "agents.nonsense packet tiny *': Protocol error",
	},
	{
		.row	= { .name = "agents.refusal", HONEST },
		.before	= refuse,
		.after	= end_script,
		.status	= ERROR,
		.says	= "the agent at peer0 could not: the wire is cut",
	},
	{
		.row	= { .name = "agents.miscount", HONEST },
		.before	= miscount,
		.after	= end_script,
		.status	= ERROR,
		.says	= "the agent at peer0 answers 'tally 99' to 'settle': Protocol error",
	},
	{
		.row	= { .name = "agents.few-sent", HONEST },
		.before	= send_few,
		.after	= end_script,
		.status	= FAIL,
		.says	= "the driver took only 15 of 16 frames",
	},
	{
		.row	= { .name = "agents.nothing-sent", HONEST },
		.before	= send_nothing,
		.after	= end_script,
		.status	= FAIL,
		.says	= "the program ran 0 times on frame 1 of 16, not once",
	},
	{
		.row	= { .name = "agents.behind-all", HONEST },
		.status	= PASS,
		.says	= "",
	},
};

LIARS(agents, liars, 10000);
