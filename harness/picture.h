/* SPDX-License-Identifier: GPL-2.0-only */
/* The way of a row's frames, drawn in letters. */
#ifndef XDPCHECK_PICTURE_H
#define XDPCHECK_PICTURE_H

#include "xdpcheck.h"

/* One picture for each kind of way in: by the wire, as live frames, in a test
 * run. A row that sends nothing has none.
 */
void picture_draw(FILE *out, const struct xcase *row);

#endif
