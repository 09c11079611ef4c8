/* SPDX-License-Identifier: GPL-2.0-only */
/* Softirqs that take long are left to a thread, ksoftirqd. Before 6.4 it alone goes on
 * with them (ksoftirqd_running() in kernel/softirq.c), when the scheduler lets it: who
 * sends on the same CPU meanwhile fills the receiver's ring.
 */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "softirq.h"

#define WAIT_MS 1000

static int open_stat(const char *pid)
{
	char path[280];

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* "15 (ksoftirqd/0) S 2 0 ..." */
static bool read_stat(int fd, char *text, size_t size)
{
	ssize_t len = pread(fd, text, size - 1, 0);

	text[len > 0 ? len : 0] = '\0';
	return len > 0;
}

/* In a pid namespace of its own nobody sees kernel threads: -1. */
static int find_thread(int cpu)
{
	DIR *dir = opendir("/proc");
	char name[32], text[64];
	struct dirent *entry;
	int fd = -1;

	snprintf(name, sizeof(name), "(ksoftirqd/%d)", cpu);
	while (dir && fd < 0 && (entry = readdir(dir))) {
		if (!atoi(entry->d_name))
			continue;
		fd = open_stat(entry->d_name);
		if (fd < 0 || (read_stat(fd, text, sizeof(text)) && strstr(text, name)))
			continue;
		close(fd);
		fd = -1;
	}
	if (dir)
		closedir(dir);
	return fd;
}

void softirq_wait(void)
{
	static int of_cpu = -1, fd = -1;	/* whose thread was looked for last */
	uint64_t deadline_ms = clock_ms() + WAIT_MS;
	int cpu = sched_getcpu();
	char text[64];

	if (cpu != of_cpu) {
		if (fd >= 0)
			close(fd);
		fd = find_thread(cpu);
		of_cpu = cpu;
	}
	while (fd >= 0 && read_stat(fd, text, sizeof(text)) && strstr(text, ") R ") &&
	       clock_ms() < deadline_ms)
		poll(NULL, 0, 1);
}
