/* SPDX-License-Identifier: GPL-2.0-only */
/* The guard holds the reading end of a pipe, and its parent alone the other: the
 * end of the file is the end of the parent.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guard.h"
#include "xdpcheck.h"

int guard_start(struct guard *guard, void (*undo)(void *arg), void *arg)
{
	int pipe[2];
	char byte;

	guard->pid = 0;
	if (pipe2(pipe, O_CLOEXEC))
		return fault(-errno, "make a pipe");
	guard->pipe = pipe[1];
	guard->pid = fork();
	if (guard->pid)
		close(pipe[0]);
	if (guard->pid < 0)
		return fault(-errno, "start a guard");
	if (guard->pid)
		return 0;
	setsid();		/* a terminal's signals are not for it */
	close(pipe[1]);
	while (read(pipe[0], &byte, 1) < 0)
		;
	undo(arg);
	_exit(EXIT_SUCCESS);
}

void guard_stop(struct guard *guard)
{
	if (guard->pid <= 0)
		return;
	close(guard->pipe);
	waitpid(guard->pid, NULL, 0);
	guard->pid = 0;
}
