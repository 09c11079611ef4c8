/* SPDX-License-Identifier: GPL-2.0-only */
/* Time that only goes forward, for deadlines and durations. */
#ifndef XDPCHECK_CLOCK_H
#define XDPCHECK_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
}

static inline uint64_t clock_ms(void)
{
	return clock_us() / 1000;
}

/* So many ms from now, or PATIENCE times as many: for machines that are slow. */
uint64_t clock_deadline(unsigned ms);
#define PATIENCE "XDPCHECK_PATIENCE"	/* in the environment, for agents too */

#endif
