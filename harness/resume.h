/* SPDX-License-Identifier: GPL-2.0-only */
/* A run that goes on where another ended that took the machine with it: what that
 * one reported is not run again, and what it died of is a FAIL.
 */
#ifndef XDPCHECK_RESUME_H
#define XDPCHECK_RESUME_H

#include "xdpcheck.h"

/* Takes the results of those instances of the suite that a JSON report has. It
 * may be cut off anywhere. -EINVAL, with a sentence, for what is no such report.
 */
int resume_report(struct suite *suite, const char *path);

/* Each line of the file is DEVICE INSTANCE SENTENCE: the instance fails, with that
 * sentence, whatever a report says of it. INSTANCE may be JOURNAL_BENCH: all of
 * that device's instances that have no result yet fail, and no lab is made of it.
 * To be called last. -EINVAL, with a sentence, for a line that is no such line.
 */
int resume_deaths(struct suite *suite, const char *path);

#endif
