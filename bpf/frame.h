/* SPDX-License-Identifier: GPL-2.0-only */
/* The one place that parses a frame and knows ours from others. A program under
 * test enters a frame, edits it, and leaves it with its verdict; what it noted
 * in between is the frame's fate.
 */
#ifndef XDPCHECK_FRAME_H
#define XDPCHECK_FRAME_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "common.h"

/* Defined once, in state.bpf.c. */
extern const volatile struct prog_config config;
extern volatile __u32 run;
extern struct fate fates[MAX_FRAMES];

struct frame {
	struct fate *fate;	/* NULL for a fence */
	__u32 steer;		/* enum steer */
	__u32 verdict;		/* of what the program need not look at */
};

struct ether {
	__u8 dst[ETH_ALEN];
	__u8 src[ETH_ALEN];
	__u16 proto;
} __attribute__((packed));

static __always_inline bool addr_is_ours(const __u8 *addr)
{
	__u32 its = addr[1] << 16 | addr[2] << 8 | addr[3];

	return (addr[0] & 3) == 2 && its == run;
}

/* A fence goes to the place that it names, by the path of the frames ahead. */
static __always_inline int fence(__u32 steer)
{
	switch (steer) {
	case FENCE_STACK:
		return XDP_PASS;
	case FENCE_PEER:
		return XDP_TX;
	case FENCE_TARGET:
		return bpf_redirect(config.target_ifindex, 0);
	case FENCE_SECOND:
		return bpf_redirect(config.second_ifindex, 0);
	}
	return XDP_DROP;
}

/* Finds out whose frame this is: sets steer, and fate if it is under test.
 * False: a stranger's.
 */
static __always_inline bool frame_find(struct xdp_md *ctx, struct frame *frame)
{
	void *data_end = (void *)(long)ctx->data_end;
	struct ether *eth = (void *)(long)ctx->data;
	const __u8 *addr;
	__u32 seq;

	frame->fate = NULL;
	frame->steer = STEER_TEST;
	if ((void *)(eth + 1) > data_end)
		return false;
	addr = addr_is_ours(eth->src) ? eth->src : eth->dst;
	if (!addr_is_ours(addr))
		return false;

	frame->steer = addr[0] >> 2;
	seq = addr[4] << 8 | addr[5];
	if (frame->steer == STEER_TEST || frame->steer >= STEER_MIX)
		if (seq < MAX_FRAMES)
			frame->fate = &fates[seq];
	return true;
}

/* True: a frame under test, or a fence that takes the program's own map (by
 * the xsk and cpumap programs). False: none of the program's business, it
 * returns frame->verdict.
 */
static __always_inline bool frame_enter(struct xdp_md *ctx, struct frame *frame)
{
	struct fate *fate;

	if (!frame_find(ctx, frame)) {
		frame->verdict = XDP_PASS;
		return false;
	}
	fate = frame->fate;
	if (!fate) {
		frame->verdict = fence(frame->steer);
		return frame->steer == FENCE_XSK || frame->steer == FENCE_CPU;
	}
	__sync_fetch_and_add(&fate->runs, 1);
	fate->len = ctx->data_end - ctx->data;
	fate->ifindex = ctx->ingress_ifindex;
	fate->queue = ctx->rx_queue_index;
	return true;
}

static __always_inline int frame_leave(struct frame *frame, int verdict)
{
	if (frame->fate)
		frame->fate->verdict = verdict;
	return verdict;
}

/* What a program in a devmap or cpumap entry does instead of entering. */
static __always_inline bool frame_enter_entry(struct xdp_md *ctx, struct frame *frame)
{
	frame->verdict = XDP_PASS;
	if (!frame_find(ctx, frame) || !frame->fate)
		return false;
	__sync_fetch_and_add(&frame->fate->extra_runs, 1);
	frame->fate->extra_cpu = bpf_get_smp_processor_id();
	return true;
}

#endif
