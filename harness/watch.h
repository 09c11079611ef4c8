/* SPDX-License-Identifier: GPL-2.0-only */
/* Watching the places in one network namespace for frames of a burst. */
#ifndef XDPCHECK_WATCH_H
#define XDPCHECK_WATCH_H

#include "tally.h"

struct xsk;

struct watch_port {
	int ifindex;
	enum place place;
};

struct watch {
	int packet_fd;		/* sees all interfaces of the namespace, behind XDP */
	int udp_fd;		/* -1: no UDP socket is watched */
	struct xsk *xsk;	/* NULL: no AF_XDP socket is watched; not owned */
	struct watch_port ports[8];	/* frames by any other interface are AT_ELSEWHERE */
	unsigned ports_count;
	struct tally tallies[PLACES];
	const struct brief *brief;	/* of the burst that is watched for; not owned */
};

/* Opens the sockets in the calling process' namespace. 0 or a fault. */
int watch_open(struct watch *watch);
void watch_close(struct watch *watch);

/* What comes by it is at that place; PLACES: it is part of a wire, and does not count. */
int watch_add_port(struct watch *watch, int ifindex, enum place place);

/* Watches UDP_PORT on the IPv4 address given in network order. 0 or a fault. */
int watch_add_udp(struct watch *watch, uint32_t addr);

/* Forgets what came before; from now on frames of the brief's run count. */
void watch_start(struct watch *watch, const struct brief *brief);

/* Reads until every fence of the set (of enum steer) has come in at whatever
 * place it leads to. 0; -ETIMEDOUT: some never came; or a fault of ours, such as
 * a socket that lost frames.
 */
int watch_settle(struct watch *watch, uint64_t fences, unsigned timeout_ms);

#endif
