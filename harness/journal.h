/* SPDX-License-Identifier: GPL-2.0-only */
/* A line of text before and after all that may take the kernel down with it, so
 * that whoever outlives it knows what it died of:
 *
 *   begin veth bench                       a worker makes its lab
 *   end veth bench pass
 *   begin veth tx.bounce/native/xsk/tiny/16
 *   end veth tx.bounce/native/xsk/tiny/16 fail
 *
 * Of several workers any may be the one; a run that is to be blamed for a death
 * has one only. A line is on its way out of the machine before what it announces
 * begins, even by a serial port.
 */
#ifndef XDPCHECK_JOURNAL_H
#define XDPCHECK_JOURNAL_H

#include "xdpcheck.h"

#define JOURNAL_BENCH "bench"	/* stands for an instance's name */

/* A file descriptor, or a fault. Lines are added to what the file has. */
int journal_open(const char *path);
void journal_close(int journal);

/* 0, or a fault if the line could not be written; nothing without a journal. */
int journal_begin(int journal, const struct device *device, const char *name);
int journal_end(int journal, const struct device *device, const char *name, enum status status);

#endif
