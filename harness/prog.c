/* SPDX-License-Identifier: GPL-2.0-only */
/* How BPF objects are loaded: everything is one skeleton, of which each use
 * loads just the programs that it names and creates just the maps they take.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "netlink.h"
#include "prog.h"
#include "skel.h"
#include "xdp.skel.h"

static const struct { const char *prog, *map; } map_of[] = {
	{ "devmap", "ports" },
	{ "devmap_hash", "ports_hash" },
	{ "cpumap", "cpus" },
	{ "xsk", "xsks" },
};

static bool wanted_map(const char *map, const char *prog)
{
	for (unsigned i = 0; i < ARRAY_SIZE(map_of); i++)
		if (!strcmp(map, map_of[i].map) && !strcmp(prog, map_of[i].prog))
			return true;
	return false;
}

/* libbpf's last warning line; XDPCHECK_DEBUG in the environment shows them all. */
static char libbpf_words[256];

static int keep_words(enum libbpf_print_level level, const char *fmt, va_list args)
{
	if (level == LIBBPF_WARN && getenv("XDPCHECK_DEBUG"))
		vfprintf(stderr, fmt, args);
	else if (level == LIBBPF_WARN)
		vsnprintf(libbpf_words, sizeof(libbpf_words), fmt, args);
	return 0;
}

struct xdp *skel_open(void)
{
	struct xdp *skel;

	libbpf_set_print(keep_words);
	skel = xdp__open();
	if (!skel) {
		fault(-errno, "open the BPF object");
		return NULL;
	}
	return skel;
}

int skel_fault(int err, const char *what)
{
	libbpf_words[strcspn(libbpf_words, "\n")] = '\0';
	return fault(err, "%s (%s)", what, libbpf_words);
}

static void choose(struct xdp *skel, const char *name, const char *entry_name)
{
	struct bpf_program *bpf;
	struct bpf_map *map;

	bpf_object__for_each_program(bpf, skel->obj) {
		const char *its = bpf_program__name(bpf);

		bpf_program__set_autoload(bpf, !strcmp(its, name) ||
					       (entry_name && !strcmp(its, entry_name)));
	}
	bpf_object__for_each_map(map, skel->obj) {
		const char *its = bpf_map__name(map);

		/* .rodata, .bss and the like always */
		if (!strchr(its, '.'))
			bpf_map__set_autocreate(map, wanted_map(its, name));
	}
	bpf_map__set_max_entries(skel->maps.cpus, libbpf_num_possible_cpus());
	/* generic mode takes devmaps whose entries have room for a program since 5.15 */
	if (!entry_name) {
		bpf_map__set_value_size(skel->maps.ports, sizeof(__u32));
		bpf_map__set_value_size(skel->maps.ports_hash, sizeof(__u32));
	}
}

static int find(struct prog *prog, const char *name, int *fd, uint32_t *id)
{
	struct bpf_program *bpf = bpf_object__find_program_by_name(prog->skel->obj, name);
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (!bpf)
		return fault(-ENOENT, "find the program '%s'", name);
	*fd = bpf_program__fd(bpf);
	if (bpf_obj_get_info_by_fd(*fd, &info, &size))
		return fault(-errno, "ask for the id of the program '%s'", name);
	*id = info.id;
	return 0;
}

int prog_load(struct prog *prog, const char *name, const char *entry_name,
	      const struct prog_config *config)
{
	int err;

	memset(prog, 0, sizeof(*prog));
	prog->skel = skel_open();
	if (!prog->skel)
		return -ENOMEM;
	prog->skel->rodata->config = *config;
	choose(prog->skel, name, entry_name);
	err = xdp__load(prog->skel);
	if (err)
		err = skel_fault(err, "load the program");
	if (!err)
		err = find(prog, name, &prog->fd, &prog->id);
	if (!err && entry_name)
		err = find(prog, entry_name, &prog->entry_fd, &prog->entry_id);
	if (err)
		prog_unload(prog);
	return err;
}

void prog_unload(struct prog *prog)
{
	prog_detach(prog);
	if (prog->skel)
		xdp__destroy(prog->skel);
	memset(prog, 0, sizeof(*prog));
}

uint32_t prog_mode_flags(enum mode mode)
{
	switch (mode) {
	case MODE_GENERIC:
		return XDP_FLAGS_SKB_MODE;
	case MODE_NATIVE:
		return XDP_FLAGS_DRV_MODE;
	case MODE_OFFLOAD:
		return XDP_FLAGS_HW_MODE;
	case MODE_CORE:
	case MODES:
		break;
	}
	return 0;
}

int prog_attach(struct prog *prog, int ifindex, enum mode mode, char *extack, size_t len)
{
	struct xdp_request req = {
		.ifindex = ifindex,
		.prog_fd = prog->fd,
		.flags = prog_mode_flags(mode),
	};
	int err;

	err = xdp_set(&req, extack, len);
	if (err)
		return err;
	prog->ifindex = ifindex;
	prog->mode = mode;
	return 0;
}

int prog_detach(struct prog *prog)
{
	struct xdp_request req = {
		.ifindex = prog->ifindex,
		.prog_fd = -1,
		.flags = prog_mode_flags(prog->mode),
	};
	char extack[128];
	int err;

	if (!prog->ifindex)
		return 0;
	prog->ifindex = 0;
	err = xdp_set(&req, extack, sizeof(extack));
	return err ? fault(err, "detach the program (%s)", extack) : 0;
}

int prog_mode_got(int ifindex, enum mode *mode, uint32_t *prog_id)
{
	struct xdp_state state;
	int err;

	err = xdp_get(ifindex, &state);
	if (err)
		return err;
	*mode = state.attached == XDP_ATTACHED_DRV ? MODE_NATIVE :
		state.attached == XDP_ATTACHED_SKB ? MODE_GENERIC :
		state.attached == XDP_ATTACHED_HW ? MODE_OFFLOAD : MODES;
	*prog_id = state.prog_id;
	return 0;
}

int prog_map_fd(const struct prog *prog, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(prog->skel->obj, name);

	return map ? bpf_map__fd(map) : -1;
}

void prog_start(struct prog *prog, uint32_t run)
{
	memset(prog->skel->bss->fates, 0, sizeof(prog->skel->bss->fates));
	prog->skel->bss->run = run;
}

const struct fate *prog_fates(const struct prog *prog)
{
	return prog->skel->bss->fates;
}

int prog_test_run(int fd, struct test_run *run)
{
	struct xdp_md in = { .ingress_ifindex = run->ifindex, .data_end = run->in_len }, out = {};
	LIBBPF_OPTS(bpf_test_run_opts, opts,
		.data_in = run->in,
		.data_size_in = run->in_len,
		.repeat = run->repeat,
		.flags = run->live ? BPF_F_TEST_XDP_LIVE_FRAMES : 0,
	);

	if (run->ifindex) {
		opts.ctx_in = &in;
		opts.ctx_size_in = sizeof(in);
	}
	if (!run->live) {
		opts.data_out = run->out;
		opts.data_size_out = run->out_len;
	}
	if (run->ifindex && !run->live) {
		opts.ctx_out = &out;
		opts.ctx_size_out = sizeof(out);
	}
	if (bpf_prog_test_run_opts(fd, &opts))
		return -errno;
	run->verdict = opts.retval;
	run->out_len = opts.data_size_out;
	run->meta_len = out.data;
	return 0;
}
