/* SPDX-License-Identifier: GPL-2.0-only */
/* One function for each way in. They promise the same: when one returns, the
 * driver has been handed every frame that it counts.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "clock.h"
#include "inject.h"
#include "netlink.h"
#include "softirq.h"
#include "xdp.skel.h"

#define ROOM_MS 1000		/* a driver that has no room for so long has none */

void sender_init(struct sender *sender, const char *ifname)
{
	memset(sender, 0, sizeof(*sender));
	strncpy(sender->ifname, ifname, IFNAMSIZ - 1);
	sender->ifindex = if_nametoindex(ifname);
}

static void xsk_way_close(struct sender *sender)
{
	if (sender->xsk_open)
		xsk_close(&sender->xsk);
	sender->xsk_open = false;
}

void sender_close(struct sender *sender)
{
	if (sender->packet_fd)
		close(sender->packet_fd);
	sender->packet_fd = 0;
	xsk_way_close(sender);
	prog_unload(&sender->xmit);
}

void sender_use_queue(struct sender *sender, unsigned queue)
{
	if (queue != sender->queue)
		xsk_way_close(sender);
	sender->queue = queue;
}

static int packet_open(struct sender *sender)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = sender->ifindex,
	};
	int one = 1, fd;

	if (sender->packet_fd)
		return 0;
	/* protocol 0: this socket receives nothing */
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return fault(-errno, "open a packet socket");
	sender->packet_fd = fd;
	if (bind(fd, (struct sockaddr *)&to, sizeof(to)))
		return fault(-errno, "bind a packet socket to %s", sender->ifname);
	if (setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one)))
		return fault(-errno, "bypass the queueing discipline of %s", sender->ifname);
	return 0;
}

/* -ENOBUFS is the driver's own answer to a frame that it had no room for. On one CPU
 * the receiver makes room when we let it run, see softirq.h. If it makes none, what was
 * sent by then is what was sent.
 */
static int packet_send(struct sender *sender, const struct brief *brief, struct frame *frames,
		       unsigned n)
{
	struct mmsghdr msgs[MAX_FRAMES] = {};
	struct iovec iovs[MAX_FRAMES];
	uint64_t deadline_ms = clock_ms() + ROOM_MS;
	unsigned sent = 0;
	int err;

	(void)brief;
	err = packet_open(sender);
	if (err)
		return err;
	for (unsigned i = 0; i < n; i++) {
		iovs[i] = (struct iovec){ frames[i].data, frames[i].len };
		msgs[i].msg_hdr = (struct msghdr){ .msg_iov = &iovs[i], .msg_iovlen = 1 };
	}
	while (sent < n) {
		int got = sendmmsg(sender->packet_fd, msgs + sent, n - sent, 0);

		if (got < 0 && errno == ENOBUFS && clock_ms() >= deadline_ms)
			break;
		if (got < 0 && errno == ENOBUFS) {
			poll(NULL, 0, 1);
			continue;
		}
		if (got <= 0)
			return fault(-errno, "send %u bytes by %s", frames[sent].len,
				     sender->ifname);
		sent += got;
		deadline_ms = clock_ms() + ROOM_MS;
	}
	return sent;
}

static int xsk_way_open(struct sender *sender)
{
	const struct xsk_config config = {
		.ifname = sender->ifname,
		.queue = sender->queue,
		.tx_ring = 512,
		.bind = true,
		.bind_flags = XDP_COPY,
		.busy_ms = 1000,
	};
	int err;

	if (sender->xsk_open)
		return 0;
	err = xsk_open(&sender->xsk, &config);
	sender->xsk_open = !err;
	if (err)
		xsk_close(&sender->xsk);
	return err;
}

static int xsk_way_send(struct sender *sender, const struct brief *brief, struct frame *frames,
			unsigned n)
{
	struct iovec iovs[MAX_FRAMES];
	int sent;

	(void)brief;
	sent = xsk_way_open(sender);
	if (sent)
		return sent;
	for (unsigned i = 0; i < n; i++)
		iovs[i] = (struct iovec){ frames[i].data, frames[i].len };
	sent = xsk_send(&sender->xsk, iovs, n);
	if (sent < 0)
		xsk_way_close(sender);
	return sent;
}

/* One call for each frame: a page that a program edited would come back into
 * the pool of a longer run as it was left (net/bpf/test_run.c).
 */
static int live_send(struct sender *sender, const struct brief *brief, struct frame *frames,
		     unsigned n)
{
	(void)brief;
	for (unsigned i = 0; i < n; i++) {
		struct test_run run = {
			.in = frames[i].data, .in_len = frames[i].len,
			.ifindex = sender->ifindex, .live = true,
		};
		int err = prog_test_run(sender->live_fd, &run);

		if (err)
			return fault(err, "run %u bytes as a live frame", run.in_len);
		if (i % SOFTIRQ_FRAMES == SOFTIRQ_FRAMES - 1)
			softirq_wait();
	}
	return n;
}

static int xmit_open(struct sender *sender)
{
	static const struct prog_config config;
	struct xdp_request anchor = {
		.ifindex = if_nametoindex("lo"), .flags = XDP_FLAGS_SKB_MODE,
	};
	int err;

	if (sender->xmit.skel)
		return 0;
	err = prog_load(&sender->xmit, "xmit", NULL, &config);
	if (err)
		return err;
	anchor.prog_fd = sender->xmit.fd;	/* see anchor() in load.c */
	err = xdp_set(&anchor, NULL, 0);
	return err ? fault(err, "attach a program to lo") : 0;
}

/* Few calls for the burst: the sending program numbers the frames. */
static int xmit_send(struct sender *sender, const struct brief *brief, struct frame *frames,
		     unsigned n)
{
	struct test_run run = {
		.in = frames[0].data, .in_len = frames[0].len,
		.ifindex = sender->ifindex, .live = true,
	};
	struct xdp__bss *bss;
	struct identity id;
	bool fence;
	int err;

	err = xmit_open(sender);
	if (err)
		return err;
	bss = sender->xmit.skel->bss;
	frame_identify(brief->run, frames[0].data, frames[0].len, &id);
	fence = id.steer != STEER_TEST && id.steer < STEER_MIX;
	bss->xmit_seq = id.seq;
	bss->xmit_mix = brief->row->mix && !fence ? MIX_VERDICTS : 0;
	bss->xmit_copy = frame_copies(brief) && !fence ? UDP_PAYLOAD : 0;
	for (unsigned sent = 0; sent < n && !err; sent += run.repeat) {
		if (sent)
			softirq_wait();
		run.repeat = n - sent < SOFTIRQ_FRAMES ? n - sent : SOFTIRQ_FRAMES;
		err = prog_test_run(sender->xmit.fd, &run);
	}
	return err ? fault(err, "send %u frames by ndo_xdp_xmit of %s", n, sender->ifname) : (int)n;
}

static int (*const send_by[WAYS])(struct sender *sender, const struct brief *brief,
				  struct frame *frames, unsigned n) = {
	[WAY_LIVE] = live_send,
	[WAY_PACKET] = packet_send,
	[WAY_XSK] = xsk_way_send,
	[WAY_XMIT] = xmit_send,
	[WAY_OUT] = xsk_way_send,
};

int inject_burst(struct sender *sender, const struct brief *brief)
{
	static struct frame frames[MAX_FRAMES];	/* 1.3 MB: too much for a stack */

	for (unsigned i = 0; i < brief->count; i++)
		frame_build(brief, frame_steer(brief, i), i, &frames[i]);
	return send_by[brief->way](sender, brief, frames, brief->count);
}

int inject_fence(struct sender *sender, const struct brief *brief, enum steer steer)
{
	struct frame frame;
	int sent;

	frame_build(brief, steer, 0, &frame);
	sent = send_by[brief->way](sender, brief, &frame, 1);
	if (sent < 0)
		return sent;
	return sent == 1 ? 0 : fault(-ENOBUFS, "send a fence by %s", sender->ifname);
}
