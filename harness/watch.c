/* SPDX-License-Identifier: GPL-2.0-only */
/* The eyes: a packet socket that sees every interface of the namespace behind
 * XDP, a UDP socket, and an AF_XDP socket. Each frame that arrives is told by
 * interface to which place it came.
 */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "clock.h"
#include "watch.h"
#include "xsk.h"

#define BATCH 32		/* frames read in one system call */
#define TAG_LEN 4
#define RCVBUF (32 << 20)	/* bytes: the largest burst, at a page and more each */

static int packet_open(void)
{
	int one = 1, size = RCVBUF;
	int fd;

	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
	if (fd < 0)
		return fault(-errno, "open a packet socket");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one))) {
		int err = fault(-errno, "set up a packet socket");

		close(fd);
		return err;
	}
	return fd;
}

int watch_open(struct watch *watch)
{
	memset(watch, 0, sizeof(*watch));
	watch->udp_fd = -1;
	watch->packet_fd = packet_open();
	return watch->packet_fd < 0 ? watch->packet_fd : 0;
}

void watch_close(struct watch *watch)
{
	if (watch->udp_fd >= 0)
		close(watch->udp_fd);
	if (watch->packet_fd >= 0)
		close(watch->packet_fd);
	watch->udp_fd = watch->packet_fd = -1;
}

int watch_add_port(struct watch *watch, int ifindex, enum place place)
{
	if (watch->ports_count == ARRAY_SIZE(watch->ports))
		return fault(-ENOSPC, "watch one more port");
	watch->ports[watch->ports_count++] = (struct watch_port){ ifindex, place };
	return 0;
}

int watch_add_udp(struct watch *watch, uint32_t addr)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(UDP_PORT),
		.sin_addr.s_addr = addr,
	};
	int size = RCVBUF;

	watch->udp_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (watch->udp_fd < 0)
		return fault(-errno, "open a UDP socket");
	if (setsockopt(watch->udp_fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) ||
	    bind(watch->udp_fd, (struct sockaddr *)&sin, sizeof(sin)))
		return fault(-errno, "bind UDP port %u", UDP_PORT);
	return 0;
}

void watch_start(struct watch *watch, const struct brief *brief)
{
	watch->brief = brief;
	memset(watch->tallies, 0, sizeof(watch->tallies));
}

static enum place watch_place(const struct watch *watch, int ifindex)
{
	for (unsigned i = 0; i < watch->ports_count; i++)
		if (watch->ports[i].ifindex == ifindex)
			return watch->ports[i].place;
	return AT_ELSEWHERE;
}

/* The stack takes an outer VLAN tag off before it shows the frame to packet
 * sockets (skb_vlan_untag() in __netif_receive_skb_core()): put it back.
 */
static unsigned put_tag_back(struct msghdr *msg, uint8_t *frame, unsigned len)
{
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg);
	struct tpacket_auxdata aux;
	uint16_t tag[2];

	if (!cmsg || cmsg->cmsg_level != SOL_PACKET || cmsg->cmsg_type != PACKET_AUXDATA)
		return len;
	memcpy(&aux, CMSG_DATA(cmsg), sizeof(aux));
	if (!(aux.tp_status & TP_STATUS_VLAN_VALID))
		return len;
	tag[0] = htons(aux.tp_status & TP_STATUS_VLAN_TPID_VALID ? aux.tp_vlan_tpid : ETH_P_8021Q);
	tag[1] = htons(aux.tp_vlan_tci);
	memmove(frame - TAG_LEN, frame, 2 * ETH_ALEN);
	memcpy(frame - TAG_LEN + 2 * ETH_ALEN, tag, TAG_LEN);
	return len + TAG_LEN;
}

struct packets {
	struct mmsghdr msgs[BATCH];
	struct iovec iovs[BATCH];
	struct sockaddr_ll from[BATCH];
	uint8_t control[BATCH][CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	uint8_t data[BATCH][TAG_LEN + FRAME_MAX];
};

static void packets_prepare(struct packets *p)
{
	for (unsigned i = 0; i < BATCH; i++) {
		p->iovs[i] = (struct iovec){ p->data[i] + TAG_LEN, FRAME_MAX };
		p->msgs[i].msg_hdr = (struct msghdr){
			.msg_name = &p->from[i], .msg_namelen = sizeof(p->from[i]),
			.msg_iov = &p->iovs[i], .msg_iovlen = 1,
			.msg_control = p->control[i], .msg_controllen = sizeof(p->control[i]),
		};
	}
}

static void tally_packet(struct watch *watch, struct packets *p, unsigned i)
{
	enum place place = watch_place(watch, p->from[i].sll_ifindex);
	struct msghdr *msg = &p->msgs[i].msg_hdr;
	uint8_t *data = p->data[i] + TAG_LEN;
	unsigned len = p->msgs[i].msg_len, full;

	if (place == PLACES)
		return;
	if (len > FRAME_MAX)
		len = FRAME_MAX;
	full = put_tag_back(msg, data, len);
	tally_frame(&watch->tallies[place], watch->brief, data - (full - len), full);
}

/* All that is there now. 0, or a fault. */
static int read_packets(struct watch *watch)
{
	static struct packets p;	/* 132 kB: too much for a stack */
	struct tpacket_stats stats;
	socklen_t size = sizeof(stats);
	int n;

	do {
		packets_prepare(&p);
		n = recvmmsg(watch->packet_fd, p.msgs, BATCH, MSG_DONTWAIT | MSG_TRUNC, NULL);
		for (int i = 0; i < n; i++)
			tally_packet(watch, &p, i);
	} while (n == BATCH);
	if (n < 0 && errno != EAGAIN && errno != ENETDOWN)
		return fault(-errno, "read a packet socket");
	if (getsockopt(watch->packet_fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size))
		return fault(-errno, "read the statistics of a packet socket");
	if (stats.tp_drops)
		return fault(-ENOBUFS, "a packet socket lost %u frames", stats.tp_drops);
	return 0;
}

static int read_udp(struct watch *watch)
{
	uint8_t data[FRAME_MAX];
	ssize_t len;

	if (watch->udp_fd < 0)
		return 0;
	while ((len = recv(watch->udp_fd, data, sizeof(data), MSG_DONTWAIT)) >= 0)
		tally_payload(&watch->tallies[AT_SOCKET], watch->brief, data, len);
	return errno == EAGAIN ? 0 : fault(-errno, "read a UDP socket");
}

static void tally_xsk(void *arg, const void *data, unsigned len, unsigned room)
{
	struct watch *watch = arg;

	(void)room;
	tally_frame(&watch->tallies[AT_XSK], watch->brief, data, len);
}

static int read_all(struct watch *watch)
{
	int err;

	if (watch->xsk) {
		err = xsk_receive(watch->xsk, tally_xsk, watch);
		if (err < 0)
			return err;
	}
	err = read_packets(watch);
	return err ? err : read_udp(watch);
}

/* A fence that came to another place than its own has proven nothing. */
static uint64_t fences_seen(const struct watch *watch)
{
	static const uint64_t own[PLACES] = {
		[AT_STACK] = 1ull << FENCE_STACK | 1ull << FENCE_CPU,
		[AT_XSK] = 1ull << FENCE_XSK,
		[AT_PEER] = 1ull << FENCE_PEER,
		[AT_TARGET] = 1ull << FENCE_TARGET | 1ull << FENCE_CPU,
		[AT_SECOND] = 1ull << FENCE_SECOND,
	};
	uint64_t seen = 0;

	for (unsigned i = 0; i < PLACES; i++)
		seen |= watch->tallies[i].fences & own[i];
	return seen;
}

int watch_settle(struct watch *watch, uint64_t fences, unsigned timeout_ms)
{
	uint64_t deadline = clock_deadline(timeout_ms);
	struct pollfd fds[] = {
		{ .fd = watch->packet_fd, .events = POLLIN },
		{ .fd = watch->xsk ? watch->xsk->fd : -1, .events = POLLIN },
	};

	for (;;) {
		uint64_t now = clock_ms();
		int err = read_all(watch);

		if (err)
			return err;
		if (!(fences & ~fences_seen(watch)))
			return 0;
		if (now >= deadline)
			return -ETIMEDOUT;
		if (poll(fds, ARRAY_SIZE(fds), deadline - now) < 0 && errno != EINTR)
			return fault(-errno, "wait for frames");
	}
}
