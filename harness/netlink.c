/* SPDX-License-Identifier: GPL-2.0-only */
/* Which netlink messages and attributes ask for what netlink.h offers: those of
 * net/core/rtnetlink.c (do_setlink(), rtnl_fill_ifinfo()),
 * net/ipv4/devinet.c, net/core/neighbour.c and net/core/netdev-genl.c.
 */
#include "netlink.h"

#include <linux/genetlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "netlink_ask.h"
#include "xdpcheck.h"

/* include/uapi/linux/netdev.h of 6.12 */
enum {
	DEV_GET = 1,			/* NETDEV_CMD_DEV_GET */
	DEV_IFINDEX = 1,		/* NETDEV_A_DEV_* */
	DEV_XDP_FEATURES = 3,
	DEV_XDP_ZC_MAX_SEGS = 4,
	DEV_XDP_RX_METADATA_FEATURES = 5,
	DEV_XSK_FEATURES = 6,
};

static struct ifinfomsg *link_request(struct request *req, uint16_t type, int ifindex)
{
	struct ifinfomsg *link = request_start(req, type, 0, sizeof(*link));

	link->ifi_index = ifindex;
	return link;
}

/* Ask for what cannot rightly be refused: if it is, that is a fault(). */
static int demand(const struct request *req, struct answer *answer, const char *what, int ifindex)
{
	char name[32];
	int err;

	err = netlink_ask(NETLINK_ROUTE, req, answer);
	if (!answer->err)
		return err;
	if (!if_indextoname(ifindex, name))
		snprintf(name, sizeof(name), "ifindex %d", ifindex);
	return fault(err, "%s %s%s%s", what, name, *answer->extack ? ": " : "", answer->extack);
}

int xdp_set(const struct xdp_request *req, char *extack, size_t len)
{
	struct answer answer = {};
	struct request msg;
	struct nlattr *xdp;
	int err;

	link_request(&msg, RTM_SETLINK, req->ifindex);
	xdp = request_nest(&msg, IFLA_XDP);
	request_u32(&msg, IFLA_XDP_FD, req->prog_fd);
	if (req->flags)
		request_u32(&msg, IFLA_XDP_FLAGS, req->flags);
	if (req->expects)
		request_u32(&msg, IFLA_XDP_EXPECTED_FD, req->expected_fd);
	request_nest_end(&msg, xdp);

	err = netlink_ask(NETLINK_ROUTE, &msg, &answer);
	snprintf(extack, len, "%s", answer.extack);
	return err;
}

/* Have the one message that describes the link taken by a function. */
static int link_get(int ifindex, void (*message)(struct nlmsghdr *nlh, void *data), void *data)
{
	struct answer answer = { .message = message, .data = data };
	struct request req;

	link_request(&req, RTM_GETLINK, ifindex);
	return demand(&req, &answer, "look up", ifindex);
}

static void on_link_xdp(struct nlmsghdr *nlh, void *data)
{
	struct nlattr *xdp = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_XDP);
	struct xdp_state *state = data;
	struct nlattr *attr;
	int left;

	if (!xdp)
		return;
	nla_for_each_nested(attr, xdp, left) {
		switch (nla_type(attr)) {
		case IFLA_XDP_ATTACHED:
			state->attached = nla_get_u8(attr);
			break;
		case IFLA_XDP_PROG_ID:
			state->prog_id = nla_get_u32(attr);
			break;
		case IFLA_XDP_DRV_PROG_ID:
			state->drv_id = nla_get_u32(attr);
			break;
		case IFLA_XDP_SKB_PROG_ID:
			state->skb_id = nla_get_u32(attr);
			break;
		case IFLA_XDP_HW_PROG_ID:
			state->hw_id = nla_get_u32(attr);
			break;
		}
	}
}

int xdp_get(int ifindex, struct xdp_state *state)
{
	*state = (struct xdp_state){};
	return link_get(ifindex, on_link_xdp, state);
}

static void on_link_kind(struct nlattr *linkinfo, struct link_info *info)
{
	struct nlattr *attr;
	int left;

	nla_for_each_nested(attr, linkinfo, left)
		if (nla_type(attr) == IFLA_INFO_KIND)
			nla_strlcpy(info->kind, attr, sizeof(info->kind));
}

static void on_link_attr(struct nlattr *attr, struct link_info *info)
{
	switch (nla_type(attr)) {
	case IFLA_IFNAME:
		nla_strlcpy(info->name, attr, sizeof(info->name));
		break;
	case IFLA_LINKINFO:
		on_link_kind(attr, info);
		break;
	case IFLA_MASTER:
		info->master = nla_get_u32(attr);
		break;
	case IFLA_OPERSTATE:
		info->operstate = nla_get_u8(attr);
		break;
	case IFLA_CARRIER:
		info->carrier = nla_get_u8(attr);
		break;
	case IFLA_MTU:
		info->mtu = nla_get_u32(attr);
		break;
	case IFLA_MIN_MTU:
		info->min_mtu = nla_get_u32(attr);
		break;
	case IFLA_MAX_MTU:
		info->max_mtu = nla_get_u32(attr);
		break;
	case IFLA_NUM_RX_QUEUES:
		info->rx_queues = nla_get_u32(attr);
		break;
	case IFLA_NUM_TX_QUEUES:
		info->tx_queues = nla_get_u32(attr);
		break;
	case IFLA_ADDRESS:
		if (nla_len(attr) == sizeof(info->mac))
			nla_memcpy(info->mac, attr, sizeof(info->mac));
		break;
	}
}

static void on_link_info(struct nlmsghdr *nlh, void *data)
{
	const struct ifinfomsg *link = nlmsg_data(nlh);
	struct link_info *info = data;
	struct nlattr *attr;
	int left;

	info->flags = link->ifi_flags;
	nlmsg_for_each_attr(attr, nlh, sizeof(*link), left)
		on_link_attr(attr, info);
}

int link_info(int ifindex, struct link_info *info)
{
	*info = (struct link_info){};
	return link_get(ifindex, on_link_info, info);
}

/* Counters are only ever added at the end of the struct: older kernels have
 * fewer of them than our headers, newer ones have more.
 */
static void on_link_stats(struct nlmsghdr *nlh, void *data)
{
	struct nlattr *attr = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_STATS64);

	if (attr)
		nla_memcpy(data, attr, sizeof(struct rtnl_link_stats64));
}

int link_stats(int ifindex, struct rtnl_link_stats64 *stats)
{
	*stats = (struct rtnl_link_stats64){};
	return link_get(ifindex, on_link_stats, stats);
}

/* RTM_SETLINK changes the flags in ifi_change, and leaves the others alone. */
int link_up(int ifindex, bool up)
{
	struct answer answer = {};
	struct ifinfomsg *link;
	struct request req;

	link = link_request(&req, RTM_SETLINK, ifindex);
	link->ifi_flags = up ? IFF_UP : 0;
	link->ifi_change = IFF_UP;
	return demand(&req, &answer, up ? "bring up" : "bring down", ifindex);
}

int link_delete(int ifindex)
{
	struct answer answer = {};
	struct request req;

	link_request(&req, RTM_DELLINK, ifindex);
	return demand(&req, &answer, "delete", ifindex);
}

int link_move(int ifindex, int netns_fd)
{
	struct answer answer = {};
	struct request req;

	link_request(&req, RTM_SETLINK, ifindex);
	request_u32(&req, IFLA_NET_NS_FD, netns_fd);
	return demand(&req, &answer, "move", ifindex);
}

/* A fifo of no packets; one that can hold any could be passed by
 * (TCQ_F_CAN_BYPASS in fifo_init(), net/sched/sch_fifo.c).
 */
int qdisc_blackhole(int ifindex, bool on)
{
	const struct tc_fifo_qopt nothing = { .limit = 0 };
	struct answer answer = {};
	struct request req;
	struct tcmsg *tcm;

	tcm = request_start(&req, on ? RTM_NEWQDISC : RTM_DELQDISC,
			    on ? NLM_F_CREATE | NLM_F_REPLACE : 0, sizeof(*tcm));
	tcm->tcm_ifindex = ifindex;
	tcm->tcm_parent = TC_H_ROOT;
	tcm->tcm_handle = 0x10000;
	request_string(&req, TCA_KIND, "pfifo");
	request_put(&req, TCA_OPTIONS, &nothing, sizeof(nothing));
	return demand(&req, &answer, "change the qdisc of", ifindex);
}

static void genl_request(struct request *req, uint16_t family, uint8_t cmd)
{
	struct genlmsghdr *genl = request_start(req, family, 0, sizeof(*genl));

	genl->cmd = cmd;
	genl->version = 1;
}

static void on_family(struct nlmsghdr *nlh, void *data)
{
	struct nlattr *attr = nlmsg_find_attr(nlh, sizeof(struct genlmsghdr), CTRL_ATTR_FAMILY_ID);
	uint16_t *family = data;

	if (attr)
		*family = nla_get_u16(attr);
}

/* Families are numbered as they register, so each kernel has other numbers. */
static int genl_family(const char *name, uint16_t *family)
{
	struct answer answer = { .message = on_family, .data = family };
	struct request req;

	genl_request(&req, GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
	request_string(&req, CTRL_ATTR_FAMILY_NAME, name);
	return netlink_ask(NETLINK_GENERIC, &req, &answer);
}

static void on_netdev(struct nlmsghdr *nlh, void *data)
{
	struct netdev_info *info = data;
	struct nlattr *attr;
	int left;

	nlmsg_for_each_attr(attr, nlh, sizeof(struct genlmsghdr), left) {
		switch (nla_type(attr)) {
		case DEV_XDP_FEATURES:
			info->xdp_features = nla_get_u64(attr);
			break;
		case DEV_XDP_RX_METADATA_FEATURES:
			info->rx_metadata = nla_get_u64(attr);
			break;
		case DEV_XSK_FEATURES:
			info->xsk_features = nla_get_u64(attr);
			break;
		case DEV_XDP_ZC_MAX_SEGS:
			info->zc_max_segs = nla_get_u32(attr);
			break;
		}
	}
}

int netdev_info(int ifindex, struct netdev_info *info)
{
	struct answer answer = { .message = on_netdev, .data = info };
	struct request req;
	uint16_t family;
	int err;

	*info = (struct netdev_info){};
	err = genl_family("netdev", &family);
	if (err == -ENOENT)	/* it came with 6.3 */
		return -EOPNOTSUPP;
	if (err)
		return err;
	genl_request(&req, family, DEV_GET);
	request_u32(&req, DEV_IFINDEX, ifindex);
	return netlink_ask(NETLINK_GENERIC, &req, &answer);
}
