/* SPDX-License-Identifier: GPL-2.0-only */
/* The devices that a run tests, as --dev names them. */
#ifndef XDPCHECK_DEVICE_H
#define XDPCHECK_DEVICE_H

#include "xdpcheck.h"

#define DEVICES_MAX 32

/* Each of args is [LABEL=]SPEC; without any, it is veth. Fills in the suite's
 * devices, in memory that forked children share. -EINVAL, with a sentence, for a
 * SPEC that kind_of() does not know and a label that cannot be one, or is
 * there already.
 */
int devices_open(struct suite *suite, const char *const *args, unsigned count);
void devices_close(struct suite *suite);

#endif
