/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers of the kernel as the words that people know them by. */
#ifndef XDPCHECK_WORDS_H
#define XDPCHECK_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* "XDP_TX", or "42" for a verdict without a name. */
const char *verdict_word(uint32_t verdict, char *text, size_t size);

/* "-EINVAL", for -22; "0" for 0. */
const char *errno_word(int err, char *text, size_t size);

#endif
