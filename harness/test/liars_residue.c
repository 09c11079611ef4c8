/* SPDX-License-Identifier: GPL-2.0-only */
/* Other runs may go on beside ours, so nothing is counted on the machine: what a
 * run has is found by its session. Network namespaces are told by the programs
 * on their devices, which last as long as they do.
 */
#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "liars_residue.h"

static const struct {
	const char *key;	/* in /proc/PID/fdinfo */
	int (*open)(__u32 id);
	const char *name;
} kinds[RESIDUE_KINDS] = {
	[RESIDUE_PROGS] = { "prog_id:\t%u", bpf_prog_get_fd_by_id, "program" },
	[RESIDUE_MAPS] = { "map_id:\t%u", bpf_map_get_fd_by_id, "map" },
};

/* Its session, or 0 if it is gone, or dead and not yet waited for. */
static pid_t session_of(pid_t pid)
{
	char path[32], line[512], state;
	const char *fields = NULL;
	pid_t session;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	in = fopen(path, "re");
	if (!in)
		return 0;
	if (fgets(line, sizeof(line), in))
		fields = strrchr(line, ')');
	fclose(in);
	if (!fields || sscanf(fields, ") %c %*d %*d %d", &state, &session) != 2)
		return 0;
	return state == 'Z' || state == 'X' ? 0 : session;
}

static void add_id(struct residue *r, unsigned kind, uint32_t id)
{
	for (unsigned i = 0; i < r->counts[kind]; i++)
		if (r->ids[kind][i] == id)
			return;
	if (r->counts[kind] < RESIDUE_MAX)
		r->ids[kind][r->counts[kind]++] = id;
}

static void read_fdinfo(struct residue *r, const char *path)
{
	FILE *in = fopen(path, "re");
	char line[256];
	uint32_t id;

	while (in && fgets(line, sizeof(line), in))
		for (unsigned kind = 0; kind < RESIDUE_KINDS; kind++)
			if (sscanf(line, kinds[kind].key, &id) == 1)
				add_id(r, kind, id);
	if (in)
		fclose(in);
}

static void find_objects(struct residue *r, pid_t pid)
{
	char path[300];
	struct dirent *fd;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", pid);
	dir = opendir(path);
	while (dir && (fd = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%s", pid, fd->d_name);
		if (fd->d_name[0] != '.')
			read_fdinfo(r, path);
	}
	if (dir)
		closedir(dir);
}

void residue_find(struct residue *r, pid_t session)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	memset(r, 0, sizeof(*r));
	r->session = session;
	while (dir && (entry = readdir(dir))) {
		pid_t pid = atoi(entry->d_name);

		if (!pid || session_of(pid) != session)
			continue;
		r->processes++;
		find_objects(r, pid);
	}
	if (dir)
		closedir(dir);
}

bool residue_left(const struct residue *r, char *what, size_t size)
{
	struct residue now;

	residue_find(&now, r->session);
	if (now.processes) {
		snprintf(what, size, "%u processes", now.processes);
		return true;
	}
	for (unsigned kind = 0; kind < RESIDUE_KINDS; kind++)
		for (unsigned i = 0; i < r->counts[kind]; i++) {
			int fd = kinds[kind].open(r->ids[kind][i]);

			if (fd < 0 && errno == ENOENT)
				continue;
			if (fd >= 0)
				close(fd);
			snprintf(what, size, "the BPF %s with id %u", kinds[kind].name,
				 r->ids[kind][i]);
			return true;
		}
	return false;
}
