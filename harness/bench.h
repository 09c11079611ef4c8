/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_BENCH_H
#define XDPCHECK_BENCH_H

/* Prints how fast the harness is here, in ratios measured side by side. 0 or a
 * fault.
 */
int bench(void);

#endif
