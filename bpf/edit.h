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

/* volatile, since the compiler would make it a memset() that there is not */
static __always_inline void fill(volatile __u8 *at, int len, __u8 byte)
{
	for (int i = 0; i < EDIT_MAX && i < len; i++)
		at[i] = byte;
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
	if (by < 0 && meta - by <= data)
		fill(meta, -by, META_BYTE);
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
	if (by < 0 && gap - by <= data_end)
		fill(gap, -by, HEAD_BYTE);
	return 0;
}

static __always_inline bool meta_moved(struct xdp_md *ctx)
{
	__u8 *meta = (void *)(long)ctx->data_meta, *data = (void *)(long)ctx->data;

	int len = -config.meta;

	if (len < 0 || len > EDIT_MAX || data - meta != len || meta + len > data)
		return false;
	for (int i = 0; i < len; i++)
		if (meta[i] != META_BYTE)
			return false;
	return true;
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
