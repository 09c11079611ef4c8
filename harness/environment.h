/* SPDX-License-Identifier: GPL-2.0-only */
/* What a reader of a report, far from the machine, asks for first: the kernel,
 * the driver, and what this lab can do.
 */
#ifndef XDPCHECK_ENVIRONMENT_H
#define XDPCHECK_ENVIRONMENT_H

#include <jansson.h>
#include "xdpcheck.h"

/* Everything that is known of the machine and of the first device, as an object
 * for the caller to release. NULL without memory.
 */
json_t *environment_json(const struct suite *suite);
/* The same of all devices, as an array with their labels. */
json_t *devices_json(const struct suite *suite);
/* One device in one sentence: device, driver, kernel, frame sizes, features. */
void environment_describe(const struct lab_facts *facts, char *buf, size_t size);

#endif
