/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of device that there are, and what makes a bench of each. */
#ifndef XDPCHECK_KINDS_H
#define XDPCHECK_KINDS_H

#include "guard.h"
#include "lab.h"

struct device_kind {
	const char *name;	/* --dev NAME[:ARG], and netns/NAME.sh */
	const char *args;	/* what ARG may be, the default first; NULL: nothing */
	const char *script, *script_end;
	unsigned mtu;		/* bytes; 0: as the device has it */
	bool pair;		/* it is an end of the wire, as a veth: the other can be deaf */
	bool peer_program;	/* the far end is a veth that xdp_frames are sent to */
	bool no_wire;		/* nothing comes in, and there is no far end */
	bool no_bounce;		/* a frame to the device's own address cannot leave by it */
	unsigned least;		/* bytes of a frame that the wire does not pad */
	bool stacked;		/* programs run behind the lower device's receive path */
	const char *lower;	/* an interface that is part of the wire; NULL: none */
	const char *peer_lower;	/* the same at the far end */
	enum { XMIT_NEVER, XMIT_TRIED, XMIT_ALWAYS } xmit; /* by the far end: xdp_frames */
	bool slow;		/* to attach to: programs replace each other */
	bool single;		/* there is one such device, so there can be one lab */
	/* rare: by the supervisor, before the first lab: may it be used? What is not undone
	 * with the lab is undone when *guard is stopped, or this process ends. 0 or a fault.
	 */
	int (*claim)(const char *arg, struct guard *guard);
	/* rare: what comes before the script, and behind it. 0 or a fault. */
	int (*open)(struct lab *lab, const char *arg);
	int (*wired)(struct lab *lab);
	void (*close)(struct lab *lab);	/* also of a half-open one */
};

/* The kind that a SPEC of --dev asks for, and its ARG; NULL, with a sentence, if
 * there is none. ARG is NULL where there is none.
 */
const struct device_kind *kind_of(const char *spec, const char **arg);
/* The kinds that have a name, for messages: "veth, tap". */
const char *kind_names(void);

/* Makes the lab's bench and starts its far ends. 0 or a fault. */
int topology_open(struct lab *lab, const char *arg);
void topology_close(struct lab *lab);

extern const struct device_kind kind_nic;

#endif
