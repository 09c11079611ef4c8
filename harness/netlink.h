/* SPDX-License-Identifier: GPL-2.0-only */
/* What is asked of the kernel about a link by its ifindex, over rtnetlink and
 * the generic netlink family "netdev".
 *
 * All return 0 or -errno. xdp_set() and netdev_info() return the kernel's refusal
 * as the answer that it is; for all others a refusal is a fault() of ours or of
 * the machine, and so it is for each of them when the kernel cannot be asked at all.
 */
#ifndef XDPCHECK_NETLINK_H
#define XDPCHECK_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/if_link.h>

/* The kernel is asked through one socket for each netlink protocol, opened at
 * the first call and tied to the network namespace of that moment; a forked
 * child gets sockets of its own. A process that changes its namespace calls
 * this, and the next call opens them anew.
 */
void netlink_reset(void);

/* One IFLA_XDP of RTM_SETLINK, free to be one that the kernel must refuse. */
struct xdp_request {
	int ifindex;
	int prog_fd;		/* -1 detaches */
	uint32_t flags;		/* XDP_FLAGS_*; 0 lets the kernel choose the mode */
	bool expects;		/* send IFLA_XDP_EXPECTED_FD, read under _REPLACE only: */
	int expected_fd;	/*   the program to replace; -1: nothing is attached */
};

/* Attach, replace or detach a program. Returns the kernel's own -errno, and in
 * extack its words: of the refusal, or a warning beside a 0; "" when none.
 *
 * Without a mode the kernel takes native if the driver has ndo_bpf, generic
 * otherwise, when it detaches, too: on veth, flags 0 and prog_fd -1 leave a
 * generic program attached and return 0. Modes and errors: dev_xdp_mode() and
 * dev_xdp_attach() in net/core/dev.c.
 */
int xdp_set(const struct xdp_request *req, char *extack, size_t len);

struct xdp_state {
	unsigned attached;	/* XDP_ATTACHED_*; _MULTI: in several modes */
	uint32_t prog_id;	/* of the only program; 0 when none or several */
	uint32_t drv_id;	/* by mode; 0 when none. A bpf_link counts, too */
	uint32_t skb_id;
	uint32_t hw_id;
};

int xdp_get(int ifindex, struct xdp_state *state);

struct link_info {
	char name[16];		/* IFNAMSIZ */
	char kind[32];		/* "veth", "tun", "bond"; "" for hardware and virtio */
	unsigned flags;		/* IFF_* */
	int master;		/* ifindex of its bond or bridge; 0: none */
	unsigned operstate;	/* IF_OPER_* of linux/if.h; 6 is IF_OPER_UP */
	bool carrier;
	unsigned mtu;		/* bytes after the Ethernet header */
	unsigned min_mtu;
	unsigned max_mtu;	/* 0: the driver sets no bound */
	unsigned rx_queues;	/* allocated; ethtool_channels_get() says how many run */
	unsigned tx_queues;
	uint8_t mac[6];		/* zero for a link without Ethernet addresses */
};

int link_info(int ifindex, struct link_info *info);

/* Counters that the running kernel does not have yet read 0. */
int link_stats(int ifindex, struct rtnl_link_stats64 *stats);

/* Administratively up or down; whoever needs the carrier waits for it. */
int link_up(int ifindex, bool up);

int link_delete(int ifindex);

/* Into another network namespace, where it has the same name. */
int link_move(int ifindex, int netns_fd);

/* Put a queueing discipline on the link that drops all that it is given, or take
 * it away.
 */
int qdisc_blackhole(int ifindex, bool on);

/* The bits of netdev_info.xdp_features: NETDEV_XDP_ACT_* of linux/netdev.h,
 * which is younger than the headers that we build with.
 */
enum xdp_feature {
	XDP_FEATURE_BASIC	= 1 << 0,	/* ABORTED, DROP, PASS, TX */
	XDP_FEATURE_REDIRECT	= 1 << 1,
	XDP_FEATURE_XMIT	= 1 << 2,	/* is a target of redirects */
	XDP_FEATURE_ZEROCOPY	= 1 << 3,	/* AF_XDP */
	XDP_FEATURE_OFFLOAD	= 1 << 4,
	XDP_FEATURE_RX_FRAGS	= 1 << 5,
	XDP_FEATURE_XMIT_FRAGS	= 1 << 6,
};

struct netdev_info {
	uint64_t xdp_features;	/* set of enum xdp_feature */
	uint64_t rx_metadata;	/* NETDEV_XDP_RX_METADATA_*; 0 before 6.6 */
	uint64_t xsk_features;	/* NETDEV_XSK_FLAGS_*; 0 before 6.8 */
	uint32_t zc_max_segs;	/* 0 without XDP_FEATURE_ZEROCOPY */
};

/* What the driver says of itself. -EOPNOTSUPP: the kernel is before 6.3. */
int netdev_info(int ifindex, struct netdev_info *info);

#endif
