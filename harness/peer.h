/* SPDX-License-Identifier: GPL-2.0-only */
/* The far end of a wire: this same binary, run as `xdpcheck agent` behind a
 * pipe, with other words in front of it: nsenter, or ssh. It is told briefs, and
 * builds and recognises frames by itself. One line is asked, and answered by one
 * that begins with "ok" or "error"; after the ok to "settle" come more, see there.
 */
#ifndef XDPCHECK_PEER_H
#define XDPCHECK_PEER_H

#include "tally.h"

#define AGENT_VERSION 1		/* of the lines below; both ends must agree */
#define LINE_MAX_LEN 512
#define PART_OF_WIRE "wire"	/* as the place of a port whose frames do not count */

struct peer {
	char name[IFNAMSIZ];	/* for messages: of its first port */
	pid_t pid;		/* 0: not running */
	int lost;		/* -errno: it failed so, and is not asked any more */
	int to, from;		/* its stdin and stdout */
	char buffer[4096];	/* what was read of from and not used yet */
	unsigned buffered;
};

/* Run `WORDS... EXE agent PORTS...`, each port as IFNAME=PLACE, and wait for its
 * greeting. 0 or a fault.
 */
int peer_start(struct peer *peer, char *const *words, const char *exe, char *const *ports);
void peer_stop(struct peer *peer);

/* Ask, and take the answer behind "ok" into answer, which may be NULL. 0; a
 * fault with the agent's sentence; -ETIMEDOUT, -EPIPE or -EPROTO, noted as
 * faults, when it is silent, gone, or talks nonsense. After one of these nobody
 * knows what the next line would answer: all that is asked fails likewise.
 */
int peer_ask(struct peer *peer, char *answer, size_t size, unsigned timeout_ms, const char *fmt,
	     ...) __attribute__((format(printf, 5, 6)));

#define ASK_MS 3000		/* how long a peer may take for a plain request */

/* Both ends count frames of this brief from now on. */
int peer_brief(struct peer *peer, const struct brief *brief);
/* Send the burst; sent: how many frames it took. Then the fences, in order. */
int peer_send(struct peer *peer, unsigned *sent, const enum steer *fences, unsigned count);
int peer_fence(struct peer *peer, enum steer fence);
/* Wait for the fences and fetch the tallies of the places that it watches: a line
 * "tally PLACE ..." each, and "done" or "late". 0; -ETIMEDOUT, not a fault: not
 * all came, the tallies are there; or a fault, which -ETIMEDOUT is never.
 */
int peer_settle(struct peer *peer, uint64_t fences, unsigned timeout_ms, struct tally *tallies);

/* All waits for a peer are so many times shorter: for tests of the harness. */
extern unsigned peer_hurry;

#endif
