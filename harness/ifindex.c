/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel numbers network namespaces by inodes, from PROC_DYNAMIC_FIRST on, and the
 * interfaces in each of them from 1 on. A number made of the inode, far above those of
 * any machine, is ours alone.
 */
#include <sys/stat.h>
#include "ifindex.h"
#include "xdpcheck.h"

int ifindex_first(unsigned *first)
{
	struct stat netns;

	if (stat("/proc/self/ns/net", &netns))
		return fault(-errno, "look up the network namespace");
	*first = 1u << 30 | (netns.st_ino & 0xffffff) * IFINDEXES;
	return 0;
}

bool ifindex_is_among(unsigned first, unsigned ifindex)
{
	return ifindex - first < IFINDEXES;
}
