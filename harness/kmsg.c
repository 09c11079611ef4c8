/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel log says of trouble and of verdicts, and how to make a
 * once-per-boot warning come again. /dev/kmsg gives each reader its own
 * position, and a file lock on it is one that every run on the machine shares.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <unistd.h>
#include "clock.h"
#include "kmsg.h"

#define DEBUGFS "/sys/kernel/debug"
#define LOCK_MS 5000		/* a burst of another run may hold the log for so long */

static const char *const trouble[] = {
	"WARNING:", "BUG:", "Oops", "KASAN", "UBSAN", "kernel BUG at", "general protection",
	"INFO: task", "INFO: rcu", "possible circular locking", "possible recursive locking",
	"inconsistent lock state", "suspicious RCU usage", "refcount_t:", "Bad page state",
	"list_add corruption", "list_del corruption", "Missing xdp_do_flush()",
	"Missing unregister", "Driver BUG", "page_pool_release_retry() stalled",
};

/* The caller has a mount namespace of its own, so this mount ends with it. */
static int open_clear_warn_once(void)
{
	int fd = open(DEBUGFS "/clear_warn_once", O_WRONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT && !mount("debugfs", DEBUGFS, "debugfs", 0, NULL))
		fd = open(DEBUGFS "/clear_warn_once", O_WRONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int kmsg_open(struct kmsg *kmsg)
{
	kmsg->clear_fd = open_clear_warn_once();
	kmsg->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return kmsg->fd < 0 ? fault(-errno, "open /dev/kmsg") : 0;
}

void kmsg_close(struct kmsg *kmsg)
{
	if (kmsg->fd >= 0)
		close(kmsg->fd);
	if (kmsg->clear_fd >= 0)
		close(kmsg->clear_fd);
	kmsg->fd = kmsg->clear_fd = -1;
}

void kmsg_start(struct kmsg *kmsg)
{
	lseek(kmsg->fd, 0, SEEK_END);
}

static bool is_trouble(const char *text)
{
	for (unsigned i = 0; i < ARRAY_SIZE(trouble); i++)
		if (strstr(text, trouble[i]))
			return true;
	return false;
}

static void take_line(const struct kmsg *kmsg, const char *text, uint32_t prog_id,
		      struct kmsg_window *window)
{
	char id[32];

	snprintf(id, sizeof(id), "(id %u)", prog_id);
	if (strstr(text, "XDP return value")) {
		bool is_its = strstr(text, id) || (kmsg->alone && !strstr(text, " on prog "));

		if (prog_id && is_its && !window->verdicts++)
			snprintf(window->verdict, sizeof(window->verdict), "%.159s", text);
	} else if (is_trouble(text) && !*window->trouble) {
		snprintf(window->trouble, sizeof(window->trouble), "%.159s", text);
	}
}

int kmsg_read(struct kmsg *kmsg, uint32_t prog_id, struct kmsg_window *window)
{
	char record[2048];	/* "priority,sequence,time,flags;text\n tags\n" */
	ssize_t len;
	char *text;

	memset(window, 0, sizeof(*window));
	for (;;) {
		len = read(kmsg->fd, record, sizeof(record) - 1);
		if (len < 0 && errno == EAGAIN)
			return 0;
		if (len < 0 && errno == EPIPE)	/* overwritten: the next record follows */
			continue;
		if (len < 0)
			return fault(-errno, "read /dev/kmsg");
		record[len] = '\0';
		text = strchr(record, ';');
		if (!text)
			continue;
		text[strcspn(text, "\n")] = '\0';
		take_line(kmsg, text + 1, prog_id, window);
	}
}

int kmsg_rearm(struct kmsg *kmsg)
{
	uint64_t deadline = clock_deadline(LOCK_MS);

	while (flock(kmsg->fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK || clock_ms() >= deadline)
			return fault(-errno, "lock the kernel log against other runs");
		poll(NULL, 0, 1);
	}
	kmsg->alone = true;
	if (kmsg->clear_fd >= 0 && write(kmsg->clear_fd, "1", 1) != 1) {
		kmsg_release(kmsg);
		return fault(-errno, "write to " DEBUGFS "/clear_warn_once");
	}
	return 0;
}

void kmsg_release(struct kmsg *kmsg)
{
	flock(kmsg->fd, LOCK_UN);
	kmsg->alone = false;
}
