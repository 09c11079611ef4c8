/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_LOAD_H
#define XDPCHECK_LOAD_H

#include "lab.h"

/* Is this the row's program? */
bool row_uses(const struct xcase *row, const char *prog);

/* Have the row's program in lab->prog, ready to attach; what is there already
 * stays. 0 or a fault.
 */
int row_load(struct lab *lab, const struct xcase *row);
void row_unload(struct lab *lab);

/* Attach it in the instance's mode, and see that the device says so. 0, with
 * broken() if the device refuses or cheats, or skipped() if the kernel has no such
 * generic mode; or a fault.
 */
int row_attach(struct instance *in, struct lab *lab);

/* For rows that act between two bursts. */
int replace_program(struct lab *lab, const char *name);
int detach_program(struct lab *lab, struct result *res);

/* Off the device, or left there for the next to replace: some drivers take seconds
 * to set up their rings anew. unpark() takes it off. 0 or a fault.
 */
int row_detach(struct lab *lab);
int unpark(struct lab *lab);

#endif
