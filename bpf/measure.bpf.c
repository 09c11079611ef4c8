// SPDX-License-Identifier: GPL-2.0-only
/* How far the head and the tail of a frame can be moved here: a step at a time,
 * until the helper refuses. Then XDP_DROP.
 */
#include "frame.h"

#define STEP 4			/* bytes */
#define STEPS 1024

SEC("xdp")
int measure(struct xdp_md *ctx)
{
	struct frame frame;

	if (!frame_enter(ctx, &frame))
		return frame.verdict;
	for (int i = 0; frame.fate && i < STEPS && !bpf_xdp_adjust_head(ctx, -STEP); i++)
		frame.fate->headroom += STEP;
	for (int i = 0; frame.fate && i < STEPS && !bpf_xdp_adjust_tail(ctx, STEP); i++)
		frame.fate->tailroom += STEP;
	return frame_leave(&frame, XDP_DROP);
}
