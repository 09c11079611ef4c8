/* SPDX-License-Identifier: GPL-2.0-only */
/* Interfaces that are made for a lab have numbers that no other interface on the
 * machine has: a tracepoint tells an interface by its number, but not whose.
 */
#ifndef XDPCHECK_IFINDEX_H
#define XDPCHECK_IFINDEX_H

#include <stdbool.h>

#define IFINDEXES 32		/* as many belong to a network namespace */

/* The first one of those of the network namespace that we are in. 0 or a fault. */
int ifindex_first(unsigned *first);

bool ifindex_is_among(unsigned first, unsigned ifindex);

#endif
