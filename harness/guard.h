/* SPDX-License-Identifier: GPL-2.0-only */
/* A process that undoes what nothing else would, as soon as its parent has ended,
 * however that was, or asks for it.
 */
#ifndef XDPCHECK_GUARD_H
#define XDPCHECK_GUARD_H

#include <sys/types.h>

struct guard {
	pid_t pid;		/* 0: none */
	int pipe;
};

/* The process calls undo(arg), as it is now, in the parent's namespaces. 0 or a fault. */
int guard_start(struct guard *guard, void (*undo)(void *arg), void *arg);
/* Returns when all is undone; harmless if there is no such process. */
void guard_stop(struct guard *guard);

#endif
