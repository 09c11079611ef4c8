// SPDX-License-Identifier: GPL-2.0-only
/* XDP_TX: the frame leaves through the port it came in on. */
#include "edit.h"

SEC("xdp")
int tx(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	return frame_leave(&frame, XDP_TX);
}
