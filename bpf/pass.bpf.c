// SPDX-License-Identifier: GPL-2.0-only
/* XDP_PASS: the frame goes up to the stack, as the program left it. */
#include "edit.h"

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	frame_edit(ctx, &frame);
	return frame_leave(&frame, XDP_PASS);
}
