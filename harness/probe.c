/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs of a few instructions, to try with them what a kernel may not have yet. */
#include <bpf/bpf.h>
#include <stdio.h>
#include <unistd.h>
#include "probe.h"

#define FRAME_BYTES 64

static void lacks(struct lab_facts *facts, enum cap cap, const char *why)
{
	facts->caps &= ~SET(cap);
	snprintf(facts->missing[cap], sizeof(facts->missing[cap]), "%s", why);
}

static int load(const struct bpf_insn *insns, unsigned count)
{
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "probe", "GPL", insns, count, NULL);

	return fd < 0 ? fault(-errno, "load a program to try the kernel with") : fd;
}

static const uint8_t frame[FRAME_BYTES];

static bool takes_context(int fd)
{
	struct xdp_md ctx = { .data_end = sizeof(frame) };
	LIBBPF_OPTS(bpf_test_run_opts, opts,
		.data_in = frame, .data_size_in = sizeof(frame),
		.ctx_in = &ctx, .ctx_size_in = sizeof(ctx),
	);

	return !bpf_prog_test_run_opts(fd, &opts);
}

/* Kernels that do not know the flag let it pass, but not the size of a batch. */
static bool takes_live_frames(int fd)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts,
		.data_in = frame, .data_size_in = sizeof(frame),
		.flags = BPF_F_TEST_XDP_LIVE_FRAMES, .batch_size = 1,
	);

	return !bpf_prog_test_run_opts(fd, &opts);
}

static int probe_test_run(struct lab_facts *facts)
{
	static const char no_live[] = "the kernel has no BPF_F_TEST_XDP_LIVE_FRAMES (since 5.18)";
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = XDP_DROP },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = load(insns, ARRAY_SIZE(insns));

	if (fd < 0)
		return fd;
	if (!takes_context(fd))
		lacks(facts, CAP_CONTEXT, "BPF_PROG_TEST_RUN of XDP takes no context (since 5.14)");
	if (!takes_live_frames(fd)) {
		lacks(facts, CAP_LIVE, no_live);
		lacks(facts, CAP_XMIT, no_live);
	}
	close(fd);
	return 0;
}

/* What the helper says to the flags, or a fault; a second call makes it forget the first. */
static int redirect_flagged(int map, uint64_t flags)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = BPF_REG_1,
		  .src_reg = BPF_PSEUDO_MAP_FD, .imm = map },
		{},
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_2, .imm = 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3, .imm = flags },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_redirect_map },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_6, .src_reg = BPF_REG_0 },
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = BPF_REG_1,
		  .src_reg = BPF_PSEUDO_MAP_FD, .imm = map },
		{},
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_2, .imm = 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3, .imm = 0 },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_redirect_map },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_0, .src_reg = BPF_REG_6 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = sizeof(frame));
	int fd = load(insns, ARRAY_SIZE(insns)), err;

	if (fd < 0)
		return fd;
	err = bpf_prog_test_run_opts(fd, &opts) ? fault(-errno, "run a program on a frame") : 0;
	close(fd);
	return err ? err : (int)opts.retval;
}

static int probe_broadcast(struct lab_facts *facts)
{
	int map = bpf_map_create(BPF_MAP_TYPE_DEVMAP, "probe", 4, 4, 1, NULL), verdict;

	if (map < 0)
		return fault(-errno, "make a devmap to try the kernel with");
	verdict = redirect_flagged(map, BPF_F_BROADCAST);
	close(map);
	if (verdict < 0)
		return verdict;
	if (verdict != XDP_REDIRECT)
		lacks(facts, CAP_BROADCAST, "devmaps have no BPF_F_BROADCAST (since 5.14)");
	return 0;
}

int probe_kernel(struct lab_facts *facts)
{
	int err = probe_test_run(facts);

	return err ? err : probe_broadcast(facts);
}
