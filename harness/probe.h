/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel can do at all, whatever the device: found out by trying it. */
#ifndef XDPCHECK_PROBE_H
#define XDPCHECK_PROBE_H

#include "xdpcheck.h"

/* Takes what the kernel lacks from facts->caps, and says why. 0 or a fault. */
int probe_kernel(struct lab_facts *facts);

#endif
