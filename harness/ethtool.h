/* SPDX-License-Identifier: GPL-2.0-only */
/* What is asked of a driver by the name of its interface, over the ioctl
 * SIOCETHTOOL, in the network namespace that the process is in: its name, GRO,
 * channels, and the counters of `ethtool -S`.
 *
 * All return 0 or -errno. Of channels and flags the driver's refusal is an
 * answer; for the others it is a fault().
 */
#ifndef XDPCHECK_ETHTOOL_H
#define XDPCHECK_ETHTOOL_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/ethtool.h>

/* As `ethtool -i` says: "" where the driver says nothing. -EOPNOTSUPP: it says
 * nothing at all, as the loopback.
 */
int ethtool_driver(const char *ifname, char driver[32], char version[64], char firmware[64]);

/* Turn generic receive offload on or off; 0 when it is so. */
int ethtool_gro(const char *ifname, bool on);

/* A set of ETH_FLAG_*: LRO, and the VLAN tags that the hardware takes off or adds. */
int ethtool_flags_get(const char *ifname, uint32_t *flags);
/* The driver's refusal is an answer; what it cannot change it leaves as it is. */
int ethtool_flags_set(const char *ifname, uint32_t flags);

/* How many receive and transmit queues run. A combined channel is one of each.
 * -EOPNOTSUPP: the driver has no channels to tell of.
 */
int ethtool_channels_get(const char *ifname, unsigned *rx, unsigned *tx);

/* Have so many run. On a device that runs combined channels, min(rx, tx) of
 * them are combined. -EINVAL: more than it has, or fewer than it can do with.
 */
int ethtool_channels_set(const char *ifname, unsigned rx, unsigned tx);

/* Counters of one device; {} before the first reading. */
struct ethtool_counters {
	unsigned count;		/* 0: the driver has none */
	char (*names)[ETH_GSTRING_LEN];		/* NUL-terminated, owned */
	uint64_t *values;	/* owned */
};

/* Read the values; about 15 us on veth. The names are asked for at the first
 * reading, and again when their number has changed. After an error, too, the
 * counters can be read again and are to be freed.
 */
int ethtool_counters_read(const char *ifname, struct ethtool_counters *c);
void ethtool_counters_free(struct ethtool_counters *c);

/* The sum of all whose name matches, fnmatch(3): "rx_queue_*_xdp_drops". */
uint64_t ethtool_counters_sum(const struct ethtool_counters *c, const char *glob);

#endif
