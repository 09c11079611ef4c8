/* SPDX-License-Identifier: GPL-2.0-only */
/* Verdicts and errno values by their names. */
#include <stdio.h>
#include <string.h>
#include "words.h"
#include "xdpcheck.h"

const char *verdict_word(uint32_t verdict, char *text, size_t size)
{
	static const char *const names[] = {
		[XDP_ABORTED] = "XDP_ABORTED", [XDP_DROP] = "XDP_DROP", [XDP_PASS] = "XDP_PASS",
		[XDP_TX] = "XDP_TX", [XDP_REDIRECT] = "XDP_REDIRECT",
	};

	if (verdict < ARRAY_SIZE(names))
		snprintf(text, size, "%s", names[verdict]);
	else
		snprintf(text, size, "%u", verdict);
	return text;
}

const char *errno_word(int err, char *text, size_t size)
{
	const char *name = err < 0 && err >= -4095 ? strerrorname_np(-err) : NULL;

	if (!name)
		snprintf(text, size, "%d", err);
	else
		snprintf(text, size, "-%s", name);
	return text;
}
