/* SPDX-License-Identifier: GPL-2.0-only */
/* Many times as many frames as a ring holds, with one verdict: a buffer that is
 * lost with each of them would end reception.
 */
#include "load.h"

#define BURSTS_OF_A_FLOOD 8	/* of 300 frames; the ring of a veth holds 256 */
#define FLOOD_MS 1000		/* for one of them to come in */

/* The same burst again and again, each when the one before has come in, so that no
 * queue on the way overflows. What becomes of it, the rest of the row tells.
 */
static int flood_then_pass(struct lab *lab, struct result *res)
{
	const enum steer fence = FENCE_STACK;
	unsigned sent;
	int err = 0;

	for (unsigned i = 0; i < BURSTS_OF_A_FLOOD && !err; i++) {
		watch_start(&lab->watch, &lab->brief);
		err = peer_send(&lab->peer, &sent, &fence, 1);
		if (!err && sent != burst_frames[BURST_300])
			broken(res, "the driver took only %u frames of burst %u of the flood",
			       sent, i + 1);
		if (!err)
			err = watch_settle(&lab->watch, 1ull << fence, FLOOD_MS);
		if (err == -ETIMEDOUT)
			broken(res, "nothing comes in any more after %u bursts", i + 1);
		if (err == -ETIMEDOUT)
			return 0;
	}
	return err ? err : replace_program(lab, "pass");
}

#define FLOOD(suffix, program, sentence, ...)					\
	{									\
		.name	= "flood." suffix,					\
		.clauses = "A14",						\
		.why	= "reception must survive a flood of frames " sentence,	\
		.prog	= program,						\
		.between = flood_then_pass,					\
		.modes	= BOTH, .ways = PACKET | XMIT, .shapes = SET(SHAPE_MTU),		\
		.bursts	= SET(BURST_300),					\
		.expect	= { __VA_ARGS__ },					\
		.after	= { .at = STACK, .verdict = XDP_PASS },			\
	}

static const struct xcase rows[] = {
	FLOOD("drop", "drop", "that are dropped", .at = 0),
	FLOOD("aborted", "aborted", "that are aborted",
	      .at = 0, .aborted = true, .exception = true),
	FLOOD("tx", "tx", "that are sent back", .at = PEER),
	FLOOD("redirect-error", "redirect", "that cannot be redirected",
	      .at = 0, .redirect_err = -EINVAL),
};

CASES(flood, rows);
