/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs of scripts: nothing but a verdict, in two instructions, because what
 * they are is all that matters here, and those of bpf/ take 10 ms to load.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "script.h"

/* linux/bpf.h of 5.18 and 6.3 */
#define F_HAS_FRAGS	(1u << 5)
#define F_DEV_BOUND	(1u << 6)

static const struct kind {
	const char *name;
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
	uint32_t verdict;
	uint32_t flags;
	const char *since;	/* of kernels that may lack it; NULL: none does */
} kinds[] = {
	{ "pass", BPF_PROG_TYPE_XDP, BPF_XDP, XDP_PASS, 0, NULL },
	{ "drop", BPF_PROG_TYPE_XDP, BPF_XDP, XDP_DROP, 0, NULL },
	{ "tx", BPF_PROG_TYPE_XDP, BPF_XDP, XDP_TX, 0, NULL },
	{ "aborted", BPF_PROG_TYPE_XDP, BPF_XDP, XDP_ABORTED, 0, NULL },
	{ "unknown", BPF_PROG_TYPE_XDP, BPF_XDP, 42, 0, NULL },
	{ "egress", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP, XDP_PASS, 0, NULL },
	{ "on_cpu", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP, XDP_PASS, 0, NULL },
	{ "filter", BPF_PROG_TYPE_SOCKET_FILTER, 0, 0, 0, NULL },
	{ "frags", BPF_PROG_TYPE_XDP, BPF_XDP, XDP_PASS, F_HAS_FRAGS, "5.18" },
	{ "bound", BPF_PROG_TYPE_XDP, BPF_XDP, XDP_PASS, F_DEV_BOUND, "6.3" },
};

static const struct kind *find_kind(const char *name)
{
	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* Returns the kernel's fd or -errno. */
static int load(const struct script *s, const struct kind *kind)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = kind->verdict },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts,
		.expected_attach_type = kind->attach,
		.prog_flags = kind->flags,
		.prog_ifindex = kind->flags & F_DEV_BOUND ? s->lab->dut.ifindex : 0,
	);
	int fd = bpf_prog_load(kind->type, kind->name, "GPL", insns, ARRAY_SIZE(insns), &opts);

	return fd < 0 ? -errno : fd;
}

static int keep(struct script *s, const char *name, int fd)
{
	struct script_prog *prog = &s->progs[s->progs_count];
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	*prog = (struct script_prog){ .name = name, .fd = fd };
	s->progs_count++;
	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return fault(-errno, "ask for the id of the program '%s'", name);
	prog->id = info.id;
	return 0;
}

static const struct script_prog *find(const struct script *s, const char *name)
{
	for (unsigned i = 0; i < s->progs_count; i++)
		if (!strcmp(s->progs[i].name, name))
			return &s->progs[i];
	return NULL;
}

const struct script_prog *script_prog(struct script *s, const char *name, int *err)
{
	const struct script_prog *prog = find(s, name);
	const struct kind *kind = find_kind(name);
	int fd;

	*err = 0;
	if (prog)
		return prog;
	if (!kind || s->progs_count == SCRIPT_PROGS) {
		*err = fault(-ENOENT, "find a program '%s' for step %u", name, s->number);
		return NULL;
	}
	fd = load(s, kind);
	if (fd < 0 && kind->since)
		skipped(&s->in->result, "the kernel has no programs like '%s' (since %s): %s",
			name, kind->since, strerror(-fd));
	else if (fd < 0)
		*err = fault(fd, "load the program '%s'", name);
	else
		*err = keep(s, name, fd);
	return find(s, name);
}

int script_fd(struct script *s, const char *name)
{
	const struct script_prog *prog = name ? find(s, name) : NULL;

	return prog ? prog->fd : -1;
}

const char *script_prog_name(const struct script *s, uint32_t id)
{
	for (unsigned i = 0; i < s->progs_count; i++)
		if (s->progs[i].id == id)
			return s->progs[i].name;
	return "a stranger's program";
}

int script_free_progs(struct script *s)
{
	for (unsigned i = 0; i < s->progs_count; i++)
		close(s->progs[i].fd);
	s->progs_count = 0;
	return 0;
}

int step_load(struct script *s)
{
	const struct kind *kind = find_kind(s->step->prog);
	int fd;

	if (!kind)
		return fault(-ENOENT, "find a program '%s'", s->step->prog);
	fd = load(s, kind);
	if (fd < 0)
		s->err = fd;
	else
		close(fd);
	return 0;
}

int step_attach(struct script *s)
{
	const struct step *step = s->step;
	struct xdp_request req = {
		.ifindex = script_ifindex(s),
		.prog_fd = script_fd(s, step->prog),
		.flags = step->flags | script_mode_flags(s),
		.expects = step->old,
		.expected_fd = script_fd(s, step->old),
	};

	s->err = xdp_set(&req, s->extack, sizeof(s->extack));
	return 0;
}

static const char *state_words(const struct script *s, const struct xdp_state *state, char *text,
			       size_t size)
{
	static const char *const modes[] = {
		[XDP_ATTACHED_DRV] = "native", [XDP_ATTACHED_SKB] = "generic",
		[XDP_ATTACHED_HW] = "offload",
	};

	if (!state->attached)
		snprintf(text, size, "nothing is attached");
	else if (state->attached == XDP_ATTACHED_MULTI)
		snprintf(text, size, "programs are attached in several modes");
	else
		snprintf(text, size, "%s is attached in %s mode",
			 script_prog_name(s, state->prog_id), modes[state->attached]);
	return text;
}

static unsigned due_attached(const struct script *s, const struct xdp_state *state)
{
	uint32_t flags = script_mode_flags(s);

	if (!s->step->prog)
		return XDP_ATTACHED_NONE;
	if (flags & XDP_FLAGS_SKB_MODE)
		return XDP_ATTACHED_SKB;
	if (flags & XDP_FLAGS_DRV_MODE)
		return XDP_ATTACHED_DRV;
	if (flags & XDP_FLAGS_HW_MODE)
		return XDP_ATTACHED_HW;
	return state->attached ? state->attached : XDP_ATTACHED_SKB;
}

int step_query(struct script *s)
{
	static const enum mode modes[] = {
		[XDP_ATTACHED_DRV] = MODE_NATIVE, [XDP_ATTACHED_SKB] = MODE_GENERIC,
		[XDP_ATTACHED_HW] = MODE_OFFLOAD,
	};
	const struct script_prog *prog = s->step->prog ? find(s, s->step->prog) : NULL;
	struct xdp_state state;
	char text[128];
	int err;

	err = xdp_get(script_ifindex(s), &state);
	if (err)
		return err;
	if (state.attached != due_attached(s, &state) || state.prog_id != (prog ? prog->id : 0))
		script_broken(s, "%s", state_words(s, &state, text, sizeof(text)));
	else if (prog)
		s->in->result.got = modes[state.attached];
	return 0;
}
