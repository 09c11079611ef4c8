// SPDX-License-Identifier: GPL-2.0-only
/* Not under test: programs that do as broken drivers do. The harness's own tests
 * must catch them; no row in cases/ uses them. A liar notes what an honest program
 * would, and does something else to frame number config.key, or to all if that
 * is 0.
 */
#include "edit.h"

/* Counted from 1, as in the harness' sentences. */
static __always_inline __u32 number_of(struct xdp_md *ctx)
{
	struct ether *eth = (void *)(long)ctx->data;

	if ((void *)(eth + 1) > (void *)(long)ctx->data_end)
		return 0;
	return (eth->src[4] << 8 | eth->src[5]) + 1;
}

static __always_inline bool is_victim(struct xdp_md *ctx)
{
	return !config.key || number_of(ctx) == config.key;
}

/* Notes the verdict config.action, returns the one in config.flags. */
SEC("xdp")
int lie_verdict(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_leave(&frame, config.action);
	if (!is_victim(ctx))
		return config.action;
	if (config.flags == XDP_REDIRECT)
		return bpf_redirect(config.ifindex, 0);
	return config.flags;
}

/* Inverts a byte that no edit names. */
SEC("xdp")
int lie_byte(struct xdp_md *ctx)
{
	__u8 *byte = (void *)(long)ctx->data + FLIP_AT;
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	if (is_victim(ctx) && (void *)(byte + 1) <= (void *)(long)ctx->data_end)
		*byte ^= FLIP_MASK;
	return frame_leave(&frame, XDP_PASS);
}

/* Lengthens or shortens by config.flags bytes. */
SEC("xdp")
int lie_tail(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	if (is_victim(ctx))
		bpf_xdp_adjust_tail(ctx, config.flags);
	return frame_leave(&frame, XDP_PASS);
}

/* Frame config.key, counted from 1 and odd, and the one behind it exchange their
 * numbers, as if they had exchanged their places.
 */
SEC("xdp")
int lie_order(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	__u8 *data = (void *)(long)ctx->data;
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_leave(&frame, XDP_PASS);
	if (number_of(ctx) != config.key && number_of(ctx) != config.key + 1)
		return XDP_PASS;
	if ((void *)(data + SEQ_FIRST + 2) > data_end)
		return XDP_PASS;
	data[2 * ETH_ALEN - 1] ^= 1;
	data[SEQ_FIRST + 1] ^= 1;
	return XDP_PASS;
}

/* Runs twice on a frame, or as good as that. */
SEC("xdp")
int lie_runs(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	if (frame.fate && is_victim(ctx))
		__sync_fetch_and_add(&frame.fate->runs, 1);
	return frame_leave(&frame, XDP_PASS);
}

/* Loses a byte of the metadata on the way from one adjustment to the next. */
SEC("xdp")
int lie_meta(struct xdp_md *ctx)
{
	struct frame frame;
	__u8 *meta;

	if (!frame_enter(ctx, &frame) || !frame.fate)
		return frame.verdict;
	frame_leave(&frame, XDP_PASS);
	if (edit_meta(ctx))
		return XDP_PASS;
	meta = (void *)(long)ctx->data_meta;
	if ((void *)(meta + 1) <= (void *)(long)ctx->data && is_victim(ctx))
		*meta ^= FLIP_MASK;
	if (!edit_head(ctx) && !meta_moved(ctx))
		frame.fate->meta_bad = 1;
	return XDP_PASS;
}

/* Loses the fence config.key, and passes all else. */
SEC("xdp")
int lie_fence(struct xdp_md *ctx)
{
	struct frame frame;

	if (frame_enter(ctx, &frame))
		return frame_leave(&frame, XDP_PASS);
	return frame.steer == config.key ? XDP_DROP : frame.verdict;
}

/* Redirects everything, anybody's, to config.ifindex. */
SEC("xdp")
int lie_flood(struct xdp_md *ctx)
{
	(void)ctx;
	return bpf_redirect(config.ifindex, 0);
}
