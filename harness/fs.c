/* SPDX-License-Identifier: GPL-2.0-only */
/* How a filesystem is had without a place to mount it on. fsopen() and its kin have
 * wrappers since glibc 2.36 only, in a header that cannot stand beside linux/mount.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "fs.h"

int fs_open(const char *type)
{
	enum { CREATE = 6 };	/* FSCONFIG_CMD_CREATE */
	int fs, fd, err;

	fs = syscall(SYS_fsopen, type, FD_CLOEXEC);
	if (fs < 0)
		return -errno;
	if (syscall(SYS_fsconfig, fs, CREATE, NULL, NULL, 0))
		fd = -1;
	else
		fd = syscall(SYS_fsmount, fs, FD_CLOEXEC, 0);
	err = -errno;
	close(fs);
	return fd < 0 ? err : fd;
}
