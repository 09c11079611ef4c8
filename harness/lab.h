/* SPDX-License-Identifier: GPL-2.0-only */
/* Everything that one worker works with: the device under test, the far ends,
 * and the eyes on each place. A worker has one lab, in namespaces of its own.
 */
#ifndef XDPCHECK_LAB_H
#define XDPCHECK_LAB_H

#include "ethtool.h"
#include "events.h"
#include "inject.h"
#include "kmsg.h"
#include "peer.h"
#include "prog.h"
#include "traits.h"
#include "watch.h"
#include "xsk.h"

struct port {
	char ifname[IFNAMSIZ];
	int ifindex;		/* 0: the lab has no such port */
	uint8_t mac[6];
};

struct device_kind;

struct lab {
	const struct device_kind *kind;
	const struct driver_traits *traits;
	struct lab_facts *facts;	/* shared with the reports */
	struct port dut;
	int native_ifindex;	/* of a bond's slave, which runs native programs; 0: no bond */
	char peer_ifname[IFNAMSIZ];
	struct port ports[TOS];	/* by enum to */
	struct peer peer;	/* behind the device's wire */
	struct peer target;	/* behind the ports */
	int netns[3];		/* of device, peer, target; 0: not made */
	pid_t cable;		/* between two taps; 0: none */
	int cpu;		/* all of this lab's frames are handled here */
	int far_cpu;		/* another one, or the same if there is none */
	unsigned queue;		/* of the device, that frames come in by */
	struct watch watch;
	struct brief brief;	/* of the burst that is watched for */
	struct sender live;	/* live frames are run here, not by the peer */
	struct sender out;	/* plain frames from the device to the peer */
	struct events events;
	struct kmsg kmsg;
	struct prog prog;	/* of the row that was run last */
	bool parked;		/* a native one is still on the device, for the next to replace */
	struct xsk xsk;		/* of the row that is run */
	bool xsk_open;
	bool dirty;		/* frames may be stuck in it: a fence never came */
};

/* Makes the lab of `--dev SPEC`. 0 or a fault. */
int lab_open(struct lab *lab, const char *spec, unsigned number, struct lab_facts *facts);
void lab_close(struct lab *lab);

/* What is sent for an instance, with a run number of its own. */
struct brief lab_brief(const struct lab *lab, const struct instance *in);

/* Put the lab into a condition of a row, and back. 0 or a fault. */
int condition_enter(struct lab *lab, enum condition condition);
int condition_leave(struct lab *lab, enum condition condition);

#endif
