/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_SOFTIRQ_H
#define XDPCHECK_SOFTIRQ_H

#define SOFTIRQ_FRAMES 128	/* go into every ring at once: that of a veth holds 256 */

/* Waits until ksoftirqd of this CPU has done what was left to it. Nothing is, on most
 * kernels and at most times: then it takes some 10 us.
 */
void softirq_wait(void);

#endif
