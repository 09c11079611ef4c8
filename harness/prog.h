/* SPDX-License-Identifier: GPL-2.0-only */
/* A program under test: loaded with its row's configuration, and attached. */
#ifndef XDPCHECK_PROG_H
#define XDPCHECK_PROG_H

#include "xdpcheck.h"

struct xdp;			/* the skeleton of all of bpf/ */

struct prog {
	struct xdp *skel;	/* NULL: not loaded */
	int fd;
	int entry_fd;		/* of the program for a map entry; 0: none */
	uint32_t id, entry_id;
	bool generic;		/* the kernel's generic mode takes it */
	const struct xcase *row;	/* it was loaded for this one */
	int ifindex;		/* attached to, 0: nowhere */
	enum mode mode;
};

/* Load a program of bpf/ by its function name, and entry_name, if not NULL,
 * for a map entry. 0, or a fault that ends with the verifier's last words.
 */
int prog_load(struct prog *prog, const char *name, const char *entry_name,
	      const struct prog_config *config);
void prog_unload(struct prog *prog);

/* Attach in a mode. Returns the kernel's own -errno and its words in extack. */
int prog_attach(struct prog *prog, int ifindex, enum mode mode, char *extack, size_t len);
/* 0 also if it is not attached; else a fault. */
int prog_detach(struct prog *prog);

/* XDP_FLAGS_* that ask for a mode. */
uint32_t prog_mode_flags(enum mode mode);

/* The mode that the device has a program in, MODES: none or several. */
int prog_mode_got(int ifindex, enum mode *mode, uint32_t *prog_id);

/* The fd of a map of bpf/ by its name; -1: the program does not use it. */
int prog_map_fd(const struct prog *prog, const char *name);

/* Begin a burst: forget all fates, and take this run's frames for ours. */
void prog_start(struct prog *prog, uint32_t run);
const struct fate *prog_fates(const struct prog *prog);

/* BPF_PROG_TEST_RUN of one frame. in and out may have metadata before them.
 * Returns 0 or the kernel's -errno.
 */
struct test_run {
	const uint8_t *in;
	unsigned in_len;
	uint8_t *out;		/* NULL: not wanted */
	unsigned out_len;	/* room in out; then, what came back */
	uint32_t verdict;
	int ifindex;		/* ingress_ifindex; 0: no context is given, nor comes back */
	unsigned meta_len;	/* of the metadata that came back with out and the context */
	bool live;		/* BPF_F_TEST_XDP_LIVE_FRAMES: nothing comes back */
	unsigned repeat;	/* live: frames; 0 means 1 */
};
int prog_test_run(int fd, struct test_run *run);

#endif
