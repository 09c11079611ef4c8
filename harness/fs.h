/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_FS_H
#define XDPCHECK_FS_H

/* A filesystem of the kernel's own, "bpf" or "tracefs", that is mounted nowhere and
 * ends with the descriptor. Returns that or -errno: -ENOSYS before 5.2, -ENODEV: the
 * kernel has no such filesystem.
 */
int fs_open(const char *type);

#endif
