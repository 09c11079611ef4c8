/* SPDX-License-Identifier: GPL-2.0-only */
/* What became different from one saved run to another. */
#ifndef XDPCHECK_COMPARE_H
#define XDPCHECK_COMPARE_H

#include "saved.h"

/* Prints every instance whose status is another one, or that only one of the
 * runs has; those that changed alike share a paragraph. Two runs with one device
 * each are compared whatever that is called. 0 or a fault of ours.
 */
int compare_print(FILE *out, const struct saved *a, const struct saved *b, bool *differ);

#endif
