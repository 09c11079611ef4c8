// SPDX-License-Identifier: GPL-2.0-only
/* Each frame chooses its own verdict: neighbours in a burst must not mix. */
#include "edit.h"

SEC("xdp")
int mix(struct xdp_md *ctx)
{
	struct frame frame;
	__u32 verdict;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	verdict = frame.steer - STEER_MIX;
	if (verdict == XDP_REDIRECT)
		verdict = bpf_redirect(config.ifindex, 0);
	return frame_leave(&frame, verdict);
}
