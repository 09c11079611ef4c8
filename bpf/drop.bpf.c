// SPDX-License-Identifier: GPL-2.0-only
/* XDP_DROP: the frame is gone, in silence. */
#include "edit.h"

SEC("xdp")
int drop(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	return frame_leave(&frame, XDP_DROP);
}
