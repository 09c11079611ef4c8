/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_PRIVILEGE_H
#define XDPCHECK_PRIVILEGE_H

/* 0: this process may do all that a run needs; else -EPERM, with the sentence
 * that says which capabilities are missing and how to get them.
 */
int privilege_check(void);

#endif
