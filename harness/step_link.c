/* SPDX-License-Identifier: GPL-2.0-only */
/* Steps with a bpf_link. What can be pinned is pinned in a bpffs that is mounted
 * nowhere, and ends with its descriptor.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "fs.h"
#include "script.h"
#include "words.h"

/* The kernel's words when it refuses a link go to a tracepoint only, since 6.6. It
 * fires in the thread that asks.
 */
static void listen_to_refusals(struct script *s)
{
	static bool kept;	/* by this process, for its next script */

	if (s->refusal.name)
		return;
	s->refusal = (struct tracepoint){
		.name = "xdp/bpf_xdp_link_attach_failed", .fields = { "msg" },
	};
	if (tracepoint_find(&s->refusal))
		return;
	if (!kept)
		tracer_keep(s->refusal.id);
	kept = true;
	tracer_add(&s->refusals, &(struct tracing){ .id = s->refusal.id, .cpu = -1 });
}

static void take_refusal(void *arg, const void *record, size_t len)
{
	struct script *s = arg;

	record_text(&s->refusal, 0, record, len, s->extack, sizeof(s->extack));
	s->deaf = false;
}

/* What was said since the last time. On some kernels nothing can be heard. */
static void hear(struct script *s)
{
	s->extack[0] = '\0';
	s->deaf = true;
	tracer_read(&s->refusals, take_refusal, s);
}

/* Before 5.9 the attach type alone is refused, later the program, which is none. */
static bool has_links(int ifindex)
{
	return bpf_link_create(-1, ifindex, BPF_XDP, NULL) >= 0 || errno != EINVAL;
}

int step_link_create(struct script *s)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts,
		.flags = s->step->flags | script_mode_flags(s),
	);
	int fd;

	if (s->step->extack)
		listen_to_refusals(s);
	hear(s);
	fd = bpf_link_create(script_fd(s, s->step->prog), script_ifindex(s), BPF_XDP, &opts);
	if (fd < 0) {
		s->err = -errno;
		hear(s);
		if (s->err == -EINVAL && !has_links(script_ifindex(s)))
			skipped(&s->in->result, "the kernel has no bpf_link for XDP (since 5.9)");
	} else if (s->link_fd < 0) {
		s->link_fd = fd;
	} else {
		close(fd);
	}
	return 0;
}

int step_link_update(struct script *s)
{
	LIBBPF_OPTS(bpf_link_update_opts, opts,
		.flags = s->step->flags,
		.old_prog_fd = s->step->old ? script_fd(s, s->step->old) : 0,
	);

	if (bpf_link_update(s->link_fd, script_fd(s, s->step->prog), &opts))
		s->err = -errno;
	return 0;
}

int step_link_detach(struct script *s)
{
	if (bpf_link_detach(s->link_fd))
		s->err = -errno;
	return 0;
}

static const char *pin_path(const struct script *s, char *path, size_t size)
{
	snprintf(path, size, "/proc/self/fd/%d/link", s->pins_fd);
	return path;
}

int step_link_pin(struct script *s)
{
	char path[64];
	int fd;

	fd = fs_open("bpf");
	if (fd == -ENOSYS) {
		skipped(&s->in->result, "the kernel has no fsopen() to mount a bpffs with "
			"(since 5.2)");
		return 0;
	}
	if (fd < 0)
		return fault(fd, "mount a bpffs");
	s->pins_fd = fd;
	if (bpf_obj_pin(s->link_fd, pin_path(s, path, sizeof(path))))
		s->err = -errno;
	s->pinned = !s->err;
	return 0;
}

int step_link_close(struct script *s)
{
	close(s->link_fd);
	s->link_fd = -1;
	return 0;
}

int step_link_open(struct script *s)
{
	char path[64];

	s->link_fd = bpf_obj_get(pin_path(s, path, sizeof(path)));
	if (s->link_fd < 0)
		s->err = -errno;
	return 0;
}

int step_link_query(struct script *s)
{
	unsigned ifindex = s->step->gone ? 0 : script_ifindex(s);
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(s->link_fd, &info, &size))
		return fault(-errno, "ask for the device of a bpf_link");
	if (info.xdp.ifindex != ifindex)
		script_broken(s, "the link names ifindex %u, not %u", info.xdp.ifindex, ifindex);
	else if (s->step->prog && strcmp(script_prog_name(s, info.prog_id), s->step->prog))
		script_broken(s, "the link holds %s", script_prog_name(s, info.prog_id));
	return 0;
}

/* The last descriptor of a link that was pinned detaches it some time later, so
 * a pinned one is detached by name.
 */
int script_free_links(struct script *s)
{
	char path[64];

	if (s->pinned && s->link_fd < 0)
		step_link_open(s);
	if (s->link_fd >= 0) {
		bpf_link_detach(s->link_fd);
		close(s->link_fd);
	}
	if (s->pinned)
		unlink(pin_path(s, path, sizeof(path)));
	if (s->pins_fd >= 0)
		close(s->pins_fd);
	tracer_close(&s->refusals);
	s->link_fd = s->pins_fd = -1;
	s->pinned = false;
	return 0;
}
