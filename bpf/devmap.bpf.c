// SPDX-License-Identifier: GPL-2.0-only
/* XDP_REDIRECT through a devmap, by array or by hash: to one of its ports, or
 * with BPF_F_BROADCAST to all. The entry may hold one of the programs below,
 * which runs on the way out.
 */
#include "edit.h"

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct bpf_devmap_val);
} ports SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct bpf_devmap_val);
} ports_hash SEC(".maps");

static __always_inline int through(void *map)
{
	if (config.first_key)
		bpf_redirect_map(map, config.first_key, config.flags);
	return bpf_redirect_map(map, config.key, config.flags);
}

SEC("xdp")
int devmap(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	return frame_leave(&frame, through(&ports));
}

SEC("xdp")
int devmap_hash(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	return frame_leave(&frame, through(&ports_hash));
}

/* In an entry: the verdict of config.action on each frame that leaves. */
SEC("xdp/devmap")
int egress(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter_entry(ctx, &frame))
		return frame.verdict;
	frame.fate->extra_ifindex = ctx->egress_ifindex;
	return config.action;
}
