/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel log, in the window of one case. */
#ifndef XDPCHECK_KMSG_H
#define XDPCHECK_KMSG_H

#include "xdpcheck.h"

struct kmsg {
	int fd;
	int clear_fd;		/* clear_warn_once of debugfs; or -errno of opening it */
	bool alone;		/* between kmsg_rearm() and kmsg_release() */
};

struct kmsg_window {
	char trouble[160];	/* the first WARNING, BUG, Oops, ...: "" is none */
	char verdict[160];	/* the first "XDP return value" line of the program */
	unsigned verdicts;	/* and how many there were */
};

/* 0 or a fault. Without debugfs the log can be read, but not re-armed. */
int kmsg_open(struct kmsg *kmsg);
void kmsg_close(struct kmsg *kmsg);

/* The window begins now. */
void kmsg_start(struct kmsg *kmsg);

/* What was logged since; verdict lines count if they name prog_id. Before 5.17 they name
 * no program: then they are its if no other's can have come in between.
 */
int kmsg_read(struct kmsg *kmsg, uint32_t prog_id, struct kmsg_window *window);

/* Warnings that come once per boot can come once more, where clear_fd is open.
 * One process of the machine at a time may make them come, and count on them,
 * from this call to kmsg_release().
 */
int kmsg_rearm(struct kmsg *kmsg);
void kmsg_release(struct kmsg *kmsg);

#endif
