/* SPDX-License-Identifier: GPL-2.0-only */
/* Liars about frames: lost, damaged, doubled, astray. A driver that does as they
 * do must be caught at the frame that it treated badly.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include "liars.h"

#define TARGETS SET(CAP_TARGETS)
#define BYTE_50 ": byte 50 of 64 is ??, not ??"

/* Passes, says the program. */
#define PASSED	.expect = { .at = STACK, .verdict = XDP_PASS }

/* One more port in the map that is broadcast to. */
static int add_port(const struct lab *lab, int ifindex)
{
	struct bpf_devmap_val value = { .ifindex = ifindex };
	__u32 key = 4;

	if (bpf_map_update_elem(prog_map_fd(&lab->prog, "ports"), &key, &value, 0))
		return fault(-errno, "put one more port into the devmap");
	return 0;
}

static int add_target_again(struct lab *lab, struct result *res)
{
	(void)res;
	return add_port(lab, lab->ports[TO_TARGET].ifindex);
}

static int add_stranger(struct lab *lab, struct result *res)
{
	int err;

	(void)res;
	if (system("ip link add stranger0 type veth peer name stranger1 && "
		   "ip link set stranger0 up && ip link set stranger1 up"))
		return fault(-EIO, "add a pair of veth");
	err = ethtool_gro("stranger1", true);	/* for NAPI */
	return err ? err : add_port(lab, if_nametoindex("stranger0"));
}

static void remove_stranger(struct lab *lab)
{
	(void)lab;
	link_delete(if_nametoindex("stranger0"));
}

static const struct liar liars[] = {
	{
		.row	= { .name = "frames.not-lying", SENT_BY(BOTH, ANY_WAY), .prog = "lie_byte",
			    .config = { .key = 17 }, PASSED },
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "frames.other-program", SENT, .prog = "pass",
			    .expect = { .verdict = XDP_DROP } },
		.status	= FAIL,
		.says	= "the program returned XDP_PASS for frame 1 of 16, not XDP_DROP",
	},
	{
		.row	= { .name = "frames.other-program-drops", SENT, .prog = "drop", PASSED },
		.status	= FAIL,
		.says	= "the program returned XDP_DROP for frame 1 of 16, not XDP_PASS",
	},
	{
		.row	= { .name = "frames.not-dropped", SENT, .prog = "lie_verdict",
			    .config = { .action = XDP_DROP, .flags = XDP_PASS },
			    .expect = { .verdict = XDP_DROP } },
		.status	= FAIL,
		.says	= "frame 1 of 16 came to the stack, although the verdict was XDP_DROP",
	},
	{
		.row	= { .name = "frames.not-passed", SENT, .prog = "lie_verdict",
			    .config = { .action = XDP_PASS, .flags = XDP_DROP }, PASSED },
		.status	= FAIL,
		.says	= "frame 1 of 16 never came to the stack (0 of 16 did): it was last seen "
			  "by the program, which returned XDP_PASS",
	},
	{
		.row	= { .name = "frames.not-sent-back", SENT, .prog = "lie_verdict",
			    .config = { .action = XDP_TX, .flags = XDP_DROP },
			    .expect = { .at = PEER, .verdict = XDP_TX } },
		.status	= FAIL,
		.says	= "frame 1 of 16 never came to the peer (0 of 16 did): it was last seen by "
			  "the program, which returned XDP_TX",
	},
	{
		.row	= { .name = "frames.passed-not-sent-back", SENT, .prog = "lie_verdict",
			    .config = { .action = XDP_TX, .flags = XDP_PASS },
			    .expect = { .at = PEER, .verdict = XDP_TX } },
		.status	= FAIL,
		.says	= "frame 1 of 16 came to the stack, although the verdict was XDP_TX",
	},
	{
		.row	= { .name = "frames.sent-back", SENT, .prog = "lie_verdict",
			    .config = { .action = XDP_PASS, .flags = XDP_TX, .key = 5 }, PASSED },
		.status	= FAIL,
		.says	= "frame 5 of 16 came to the peer, although the verdict was XDP_PASS",
	},
	{
		.row	= { .name = "frames.other-target", SENT, .prog = "redirect",
			    .to = TO_SECOND,
			    .needs = TARGETS, .expect = { .at = TARGET, .redirect = TO_SECOND } },
		.status	= FAIL,
		.says	= "frame 1 of 16 came to the second target, although the verdict was "
			  "XDP_REDIRECT",
	},
	{
		.row	= { .name = "frames.not-redirected", SENT, .prog = "lie_verdict",
			    .to = TO_TARGET,
			    .config = { .action = XDP_PASS, .flags = XDP_REDIRECT, .key = 16 },
			    .needs = TARGETS, PASSED },
		.status	= FAIL,
		.says	= "frame 16 of 16 came to the redirect target, although the verdict was "
			  "XDP_PASS",
	},
	{
		.row	= { .name = "frames.flipped", SENT, .prog = "lie_byte", PASSED },
		.status	= FAIL,
		.says	= "16 frames came to the stack damaged, the first is frame 1 of 16" BYTE_50,
	},
	{
		.row	= { .name = "frames.one-flipped", SENT, .prog = "lie_byte",
			    .config = { .key = 5 }, PASSED },
		.status	= FAIL,
		.says	= "1 frame came to the stack damaged, the first is frame 5 of 16" BYTE_50,
	},
	{
		.row	= { .name = "frames.last-flipped", SENT, .bursts = SET(BURST_300),
			    .prog = "lie_byte", .config = { .key = 300 }, PASSED },
		.status	= FAIL,
		.says	= "1 frame came to the stack damaged, the first is frame 300 of "
			  "300" BYTE_50,
	},
	{
		.row	= { .name = "frames.not-flipped", SENT, .prog = "lie_byte",
			    .config = { .key = 17, .edits = EDIT_FLIP }, PASSED },
		.status	= FAIL,
		.says	= "16 frames came to the stack damaged, the first is frame 1 of 16" BYTE_50,
	},
	{
		.row	= { .name = "frames.shortened", SENT, .prog = "lie_tail",
			    .config = { .flags = -1 }, PASSED },
		.status	= FAIL,
		.says	= "16 frames came to the stack damaged, the first is frame 1 of 16: 63 "
			  "bytes long, not 64",
	},
	{
		.row	= { .name = "frames.lengthened", SENT_BY(BOTH, XMIT), .prog = "lie_tail",
			    .config = { .flags = 1, .key = 2 }, PASSED },
		.status	= FAIL,
		.says	= "1 frame came to the stack damaged, the first is frame 2 of 16: 65 bytes "
			  "long, not 64",
	},
	{
		.row	= { .name = "frames.lost", SENT_BY(BOTH, WIRE | LIVE),
			    .prog = "lie_verdict",
			    .config = { .action = XDP_PASS, .flags = XDP_DROP, .key = 5 }, PASSED },
		.status	= FAIL,
		.says	= "frame 5 of 16 never came to the stack (15 of 16 did): it was last seen "
			  "by the program, which returned XDP_PASS",
	},
	{
		.row	= { .name = "frames.last-lost", SENT, .bursts = SET(BURST_300),
			    .prog = "lie_verdict",
			    .config = { .action = XDP_TX, .flags = XDP_DROP, .key = 300 },
			    .expect = { .at = PEER, .verdict = XDP_TX } },
		.status	= FAIL,
		.says	= "frame 300 of 300 never came to the peer (299 of 300 did): it was last "
			  "seen by the program, which returned XDP_TX",
	},
	{
		.row	= { .name = "frames.reordered", SENT, .prog = "lie_order",
			    .config = { .key = 3 }, PASSED },
		.status	= FAIL,
		.says	= "1 frame came to the stack behind later ones",
	},
	{
		.row	= { .name = "frames.doubled", SENT, .prog = "devmap", .broadcast = true,
			    .config = { .flags = BPF_F_BROADCAST | BPF_F_EXCLUDE_INGRESS },
			    .needs = TARGETS,
			    .expect = { .at = TARGET | SECOND, .redirect_map = true },
			    .between = add_target_again,
			    .after = { .at = TARGET | SECOND, .redirect_map = true } },
		.status	= FAIL,
		.says	= "16 frames came to the redirect target more than once",
	},
	{
		.row	= { .name = "frames.astray", SENT, .prog = "devmap", .broadcast = true,
			    .config = { .flags = BPF_F_BROADCAST | BPF_F_EXCLUDE_INGRESS },
			    .needs = TARGETS,
			    .expect = { .at = TARGET | SECOND, .redirect_map = true },
			    .between = add_stranger,
			    .after = { .at = TARGET | SECOND, .redirect_map = true } },
		.after	= remove_stranger,
		.status	= FAIL,
		.says	= "frame 1 of 16 came to an interface that had no part in it, although the "
			  "verdict was XDP_REDIRECT",
	},
	{
		.row	= { .name = "frames.broadcast-back", SENT, .prog = "devmap",
			    .broadcast = true,
			    .config = { .flags = BPF_F_BROADCAST }, .needs = TARGETS,
			    .expect = { .at = TARGET | SECOND, .redirect_map = true } },
		.status	= FAIL,
		.says	= "frame 1 of 16 came to the peer, although the verdict was XDP_REDIRECT",
	},
	{
		.row	= { .name = "frames.run-twice", SENT, .prog = "lie_runs",
			    .config = { .key = 7 }, PASSED },
		.status	= FAIL,
		.says	= "the program ran 2 times on frame 7 of 16, not once",
	},
	{
		.row	= { .name = "frames.metadata", SENT, .prog = "lie_meta",
			    .config = { .meta = -8, .head = -16, .key = 9 }, PASSED },
		.status	= FAIL,
		.says	= "metadata of frame 9 of 16 did not move along with the head",
	},
	{
		.row	= { .name = "frames.not-refused", SENT, .prog = "pass",
			    .config = { .tail = -1 },
			    .expect = { .at = STACK, .helper = -EINVAL } },
		.status	= FAIL,
		.says	= "the adjust helper returned 0 for frame 1 of 16, not -EINVAL",
	},
	{
		.row	= { .name = "frames.refused", SENT_BY(NATIVE, PACKET), .prog = "pass",
			    .config = { .head = -300 }, .expect = { .at = STACK } },
		.status	= FAIL,
		.says	= "the adjust helper returned -EINVAL for frame 1 of 16, not 0",
	},
	{
		.row	= { .name = "frames.test-run-verdict", .ways = TEST_RUN, .shapes = TINY,
			    .prog = "pass", .expect = { .verdict = XDP_DROP } },
		.status	= FAIL,
		.says	= "BPF_PROG_TEST_RUN returned XDP_PASS for frame 1 of 16, not XDP_DROP",
	},
	{
		.row	= { .name = "frames.test-run-bytes", .ways = TEST_RUN, .shapes = TINY,
			    .prog = "lie_byte", .config = { .key = 6 }, PASSED },
		.status	= FAIL,
		.says	= "BPF_PROG_TEST_RUN gave frame 6 of 16 back damaged" BYTE_50,
	},
	{
		.row	= { .name = "frames.test-run-helper", .ways = TEST_RUN, .shapes = TINY,
			    .prog = "pass", .config = { .tail = -1 },
			    .expect = { .at = STACK, .helper = -EINVAL } },
		.status	= FAIL,
		.says	= "BPF_PROG_TEST_RUN gave frame 1 of 16 back damaged: 63 bytes long, "
			  "not 64",
	},
	{
		.row	= { .name = "frames.fence-to-stack", SENT_BY(GENERIC, PACKET),
			    .prog = "lie_fence", .config = { .key = FENCE_STACK }, PASSED },
		.status	= FAIL,
		.says	= "a single frame that was sent behind the burst, to the stack, never came",
	},
	{
		.row	= { .name = "frames.fence-to-peer", SENT_BY(NATIVE, PACKET),
			    .prog = "lie_fence", .config = { .key = FENCE_PEER }, PASSED },
		.status	= FAIL,
		.says	= "a single frame that was sent behind the burst, by XDP_TX to the peer, "
			  "never came",
	},
	{
		.row	= { .name = "frames.fence-to-target", SENT_BY(NATIVE, PACKET),
			    .prog = "lie_fence",
			    .config = { .key = FENCE_TARGET }, .needs = TARGETS, PASSED },
		.status	= FAIL,
		.says	= "a single frame that was sent behind the burst, by XDP_REDIRECT to the "
			  "target, never came",
	},
};

LIARS(frames, liars, 10000);
