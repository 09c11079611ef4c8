// SPDX-License-Identifier: GPL-2.0-only
/* XDP_REDIRECT through a cpumap: another CPU builds the skb. The entry may hold
 * a program, which runs there first.
 */
#include "edit.h"

struct {
	__uint(type, BPF_MAP_TYPE_CPUMAP);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct bpf_cpumap_val);
} cpus SEC(".maps");

SEC("xdp")
int cpumap(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	return frame_leave(&frame, bpf_redirect_map(&cpus, config.key, config.flags));
}

/* In an entry: the verdict of config.action on the other CPU. */
SEC("xdp/cpumap")
int on_cpu(struct xdp_md *ctx)
{
	struct frame frame;

	if (frame_enter_entry(ctx, &frame))
		frame.fate->extra_queue = ctx->rx_queue_index;
	else if (frame.steer != FENCE_CPU || config.action != XDP_REDIRECT)
		return frame.verdict;
	if (config.action == XDP_REDIRECT)
		return bpf_redirect(config.target_ifindex, 0);
	return config.action;
}
