// SPDX-License-Identifier: GPL-2.0-only
/* XDP_REDIRECT by bpf_redirect(): the frame leaves through another interface. */
#include "edit.h"

SEC("xdp")
int redirect(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	if (config.no_helper)
		return frame_leave(&frame, XDP_REDIRECT);
	return frame_leave(&frame, bpf_redirect(config.ifindex, config.flags));
}
