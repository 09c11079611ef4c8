/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_RUN_H
#define XDPCHECK_RUN_H

#include "lab.h"

/* The one procedure. Runs the instance in the lab, leaves the lab as it was, and
 * the outcome in in->result. After ERROR the lab is not to be trusted.
 */
void case_run(struct instance *in, struct lab *lab);

#endif
