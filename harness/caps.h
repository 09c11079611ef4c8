/* SPDX-License-Identifier: GPL-2.0-only */
/* Capabilities: why a row that breaks nobody's promise cannot run here. */
#ifndef XDPCHECK_CAPS_H
#define XDPCHECK_CAPS_H

#include "xdpcheck.h"

/* Fills in the lab's facts. 0 or a fault. */
int caps_probe(struct lab *lab);

/* Can the instance not run here? Then the result is SKIP with every reason. */
bool caps_lack(const struct instance *in, const struct lab *lab, struct result *res);

#endif
