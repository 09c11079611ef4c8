/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_TESTRUN_H
#define XDPCHECK_TESTRUN_H

#include "trial.h"

/* Gives each frame of the trial to the program, and holds what comes back against
 * the promise. 0, with broken() if it is another; or a fault of ours.
 */
int testrun(struct trial *trial);

#endif
