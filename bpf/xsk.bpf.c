// SPDX-License-Identifier: GPL-2.0-only
/* XDP_REDIRECT through an xskmap: the frame goes to an AF_XDP socket. */
#include "edit.h"

struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u32);
} xsks SEC(".maps");

SEC("xdp")
int xsk(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	return frame_leave(&frame, bpf_redirect_map(&xsks, config.key, config.flags));
}
