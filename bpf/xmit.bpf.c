// SPDX-License-Identifier: GPL-2.0-only
/* Not under test: the sender of frames by ndo_xdp_xmit. BPF_PROG_TEST_RUN with
 * BPF_F_TEST_XDP_LIVE_FRAMES shows it one and the same frame again and again; it
 * writes into each who it is, and sends it as XDP_TX does.
 */
#include "frame.h"

volatile __u32 xmit_seq;	/* of the next frame */
volatile __u32 xmit_mix;	/* verdicts that frames choose among; 0: as they are */
volatile __u32 xmit_copy;	/* where the frame repeats its address; 0: nowhere */

static __always_inline bool put16(struct xdp_md *ctx, __u32 at, __u32 value)
{
	void *data_end = (void *)(long)ctx->data_end;
	__u8 *p = (void *)(long)ctx->data;

	p += at & 0xfff;
	if ((void *)(p + 2) > data_end)
		return false;
	p[0] = value >> 8;
	p[1] = value;
	return true;
}

SEC("xdp")
int xmit(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	struct ether *eth = (void *)(long)ctx->data;
	__u32 seq = xmit_seq++;

	if ((void *)(eth + 1) > data_end)
		return XDP_DROP;
	if (xmit_mix)
		eth->src[0] = 2 | (STEER_MIX + seq % xmit_mix) << 2;
	if (xmit_copy) {
		put16(ctx, xmit_copy, eth->src[0] << 8 | eth->src[1]);
		put16(ctx, xmit_copy + 4, seq);
	}
	put16(ctx, ETH_ALEN + 4, seq);
	for (int at = SEQ_FIRST; at < 4096; at += SEQ_EVERY)
		if (!put16(ctx, at, seq))
			break;
	return XDP_TX;
}
