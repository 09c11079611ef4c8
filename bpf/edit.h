/* SPDX-License-Identifier: GPL-2.0-only */
/* What programs do to the frames under test before their verdict: rewrite the
 * header, and move the head, the tail and the metadata. The harness knows the
 * same edits from outside, in harness/frame.c.
 */
#ifndef XDPCHECK_EDIT_H
#define XDPCHECK_EDIT_H

#include "frame.h"

#define EDIT_MAX 256		/* bytes that a head or metadata edit can move */

static __always_inline void edit_header(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	struct ether *eth = (void *)(long)ctx->data;
	__u8 *flip = (void *)eth + FLIP_AT;

	if ((void *)(eth + 1) > data_end)
		return;
	if (config.edits & EDIT_TO_HOST)
		for (int i = 0; i < ETH_ALEN; i++)
			eth->dst[i] = config.mac[i];
	if (config.edits & EDIT_TO_IPV4)
		eth->proto = bpf_htons(ETH_P_IP);
	if (config.edits & EDIT_SWAP_MAC) {
		struct ether old = *eth;

		__builtin_memcpy(eth->dst, old.src, ETH_ALEN);
		__builtin_memcpy(eth->src, old.dst, ETH_ALEN);
	}
	if (config.edits & EDIT_FLIP && (void *)(flip + 1) <= data_end)
		*flip ^= FLIP_MASK;
}

/* volatile, since the compiler would make it a memset() that there is not; and every
 * byte is held against the end, since 5.10 forgets a number that is negated.
 */
static __always_inline void fill(volatile __u8 *at, const void *end, int len, __u8 byte)
{
	for (int i = 0; i < EDIT_MAX && i < len; i++) {
		if ((void *)(at + i + 1) > end)
			break;
		at[i] = byte;
	}
}

static __always_inline int edit_meta(struct xdp_md *ctx)
{
	__u8 *meta, *data;
	int by, err;

	err = bpf_xdp_adjust_meta(ctx, config.meta);
	if (err)
		return err;
	by = config.meta;	/* read again: verifiers forget a number over a call */
	meta = (void *)(long)ctx->data_meta;
	data = (void *)(long)ctx->data;
	fill(meta, data, -by, META_BYTE);
	return 0;
}

/* Bytes come and go behind the Ethernet header, as with a tag or a tunnel. */
static __always_inline int edit_head(struct xdp_md *ctx)
{
	struct ether old, *eth = (void *)(long)ctx->data;
	__u8 *data_end, *gap;
	int by, err;

	if ((void *)(eth + 1) > (void *)(long)ctx->data_end)
		return 0;
	old = *eth;
	err = bpf_xdp_adjust_head(ctx, config.head);
	if (err)
		return err;
	by = config.head;
	data_end = (void *)(long)ctx->data_end;
	eth = (void *)(long)ctx->data;
	if ((void *)(eth + 1) > (void *)data_end)
		return 0;
	*eth = old;
	gap = (void *)(eth + 1);
	fill(gap, data_end, -by, HEAD_BYTE);
	return 0;
}

static __always_inline bool meta_moved(struct xdp_md *ctx)
{
	__u8 *meta = (void *)(long)ctx->data_meta, *data = (void *)(long)ctx->data;
	int len = 0;

	for (; len < EDIT_MAX; len++) {
		if (meta + len + 1 > data)
			break;
		if (meta[len] != META_BYTE)
			return false;
	}
	return len + config.meta == 0;
}

/* Makes the edits that are configured; a refused one is noted, and not made. */
static __always_inline void frame_edit(struct xdp_md *ctx, struct frame *frame)
{
	struct fate *fate = frame->fate;
	int err = 0;

	if (!fate)
		return;
	if (config.edits)
		edit_header(ctx);
	if (config.meta)
		err = edit_meta(ctx);
	if (!err && config.head)
		err = edit_head(ctx);
	if (!err && config.tail)
		err = bpf_xdp_adjust_tail(ctx, config.tail);
	if (!err && config.meta && !meta_moved(ctx))
		fate->meta_bad = 1;
	fate->helper = err;
}

#endif
