/* SPDX-License-Identifier: GPL-2.0-only */
/* How long is waited for what should come at once. */
#include <stdlib.h>
#include "clock.h"

uint64_t clock_deadline(unsigned ms)
{
	const char *patience = getenv(PATIENCE);
	int times = patience ? atoi(patience) : 1;

	return clock_ms() + ms * (uint64_t)(times > 0 ? times : 1);
}
