/* SPDX-License-Identifier: GPL-2.0-only */
/* A wire between two tap devices: a process that writes into each what the other
 * sends.
 */
#ifndef XDPCHECK_CABLE_H
#define XDPCHECK_CABLE_H

#include <sys/types.h>

struct cable_end {
	const char *netns;	/* path of the network namespace */
	const char *ifname;	/* of a tap that nobody holds open; it is made if need be */
	unsigned ifindex;	/* that it is made with; 0: any */
};

/* Opens both taps, which gives them a carrier, and starts the process. It ends
 * with its parent. 0 or a fault.
 */
int cable_start(const struct cable_end ends[2], pid_t *pid);
void cable_stop(pid_t pid);

#endif
