/* SPDX-License-Identifier: GPL-2.0-only */
/* Steps with a devmap or a cpumap of their own: what their entries look like to
 * those who write and read them.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "script.h"

union value {
	struct bpf_devmap_val dev;
	struct bpf_cpumap_val cpu;
	struct {			/* both are of this form */
		uint32_t number;	/* ifindex or qsize */
		uint32_t prog;		/* fd, and read back, id */
	};
};

unsigned script_cpus(unsigned n)
{
	return n < CPUS ? n : n - CPUS + libbpf_num_possible_cpus();
}

static uint32_t due_number(const struct script *s)
{
	if (s->map_type == BPF_MAP_TYPE_CPUMAP)
		return s->step->entry.qsize;
	if (s->step->on != DUT)
		return script_ifindex(s);
	return s->lab->ports[s->step->entry.to].ifindex;
}

int step_map_create(struct script *s)
{
	unsigned entries = script_cpus(s->step->map.entries);
	int fd;

	fd = bpf_map_create(s->step->map.type, "script", sizeof(uint32_t), sizeof(union value),
			    entries, NULL);
	if (fd < 0) {
		s->err = -errno;
		if (s->err == -E2BIG && s->step->map.entries >= CPUS)
			skipped(&s->in->result, "the kernel is built for no more CPUs than it has");
		return 0;
	}
	if (s->map_fd >= 0)
		close(s->map_fd);
	s->map_fd = fd;
	s->map_type = s->step->map.type;
	return 0;
}

int step_map_update(struct script *s)
{
	uint32_t key = script_cpus(s->step->entry.key);
	union value value = { .number = due_number(s) };

	if (s->step->prog)
		value.prog = script_fd(s, s->step->prog);
	if (bpf_map_update_elem(s->map_fd, &key, &value, s->step->flags))
		s->err = -errno;
	return 0;
}

int step_map_lookup(struct script *s)
{
	uint32_t key = script_cpus(s->step->entry.key);
	union value value = {};

	if (bpf_map_lookup_elem(s->map_fd, &key, &value)) {
		s->err = -errno;
		return 0;
	}
	if (s->step->want)
		return 0;
	if (value.number != due_number(s))
		script_broken(s, "the entry holds %u, not %u", value.number, due_number(s));
	else if (!s->step->prog != !value.prog)
		script_broken(s, value.prog ? "a program is in the entry" :
					      "no program is in the entry");
	else if (value.prog && strcmp(script_prog_name(s, value.prog), s->step->prog))
		script_broken(s, "%s is in the entry", script_prog_name(s, value.prog));
	return 0;
}

int step_map_delete(struct script *s)
{
	uint32_t key = script_cpus(s->step->entry.key);

	if (bpf_map_delete_elem(s->map_fd, &key))
		s->err = -errno;
	return 0;
}
