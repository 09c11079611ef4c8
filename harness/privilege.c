/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run needs to be allowed, and for what. */
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "privilege.h"
#include "xdpcheck.h"

static const struct { unsigned cap; const char *name, *why; } needed[] = {
	{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN", "namespaces" },
	{ CAP_NET_ADMIN, "CAP_NET_ADMIN", "interfaces, and attaching programs" },
	{ CAP_NET_RAW, "CAP_NET_RAW", "packet and AF_XDP sockets" },
	{ CAP_BPF, "CAP_BPF", "loading programs" },
	{ CAP_PERFMON, "CAP_PERFMON", "tracepoints" },
	{ CAP_SYSLOG, "CAP_SYSLOG", "the kernel log" },
};

int privilege_check(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = {};
	char missing[384] = "";
	size_t len = 0;

	if (syscall(SYS_capget, &header, data))
		return fault(-errno, "ask for our capabilities");
	for (unsigned i = 0; i < ARRAY_SIZE(needed); i++) {
		unsigned cap = needed[i].cap;

		if (data[cap / 32].effective & 1u << cap % 32)
			continue;
		len += snprintf(missing + len, sizeof(missing) - len, "%s%s (%s)",
				len ? ", " : "", needed[i].name, needed[i].why);
	}
	if (!len)
		return 0;
	fault(0, "missing %s; run it as root: sudo xdpcheck ..., or give a container "
	      "--privileged", missing);
	return -EPERM;
}
