// SPDX-License-Identifier: GPL-2.0-only
/* XDP_ABORTED: the frame is gone, and xdp_exception says so. */
#include "edit.h"

SEC("xdp")
int aborted(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	return frame_leave(&frame, XDP_ABORTED);
}
