/* SPDX-License-Identifier: GPL-2.0-only */
/* The ways in: how a burst of frames reaches the device under test. */
#ifndef XDPCHECK_INJECT_H
#define XDPCHECK_INJECT_H

#include "frame.h"
#include "prog.h"
#include "xsk.h"

/* All that a sender keeps open between bursts. {} is one that has nothing yet. */
struct sender {
	char ifname[IFNAMSIZ];	/* to send by; LIVE: the device under test itself */
	int ifindex;
	unsigned queue;		/* XSK: to send by */
	int packet_fd;		/* 0: not open */
	struct xsk xsk;
	bool xsk_open;
	struct prog xmit;	/* XMIT: the sending program */
	int live_fd;		/* LIVE: the program under test; not owned */
};

void sender_init(struct sender *sender, const char *ifname);
void sender_close(struct sender *sender);

/* AF_XDP frames leave by this queue from now on. */
void sender_use_queue(struct sender *sender, unsigned queue);

/* Send the burst of the brief by the brief's way. Returns the number of frames
 * that were accepted, or a fault.
 */
int inject_burst(struct sender *sender, const struct brief *brief);

/* Send one fence by the brief's way. 0 or a fault. */
int inject_fence(struct sender *sender, const struct brief *brief, enum steer steer);

#endif
