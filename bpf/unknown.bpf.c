// SPDX-License-Identifier: GPL-2.0-only
/* A verdict that nobody knows: treated as XDP_ABORTED, with a warning, once. */
#include "edit.h"

SEC("xdp")
int unknown(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	return frame_leave(&frame, config.action);
}
