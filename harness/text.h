/* SPDX-License-Identifier: GPL-2.0-only */
/* Text on its way out. Sentences may hold lines of the kernel log, so that they
 * can be of any bytes: what is printed here is valid UTF-8 without controls.
 */
#ifndef XDPCHECK_TEXT_H
#define XDPCHECK_TEXT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#define TEXT_COLUMNS 80
#define TEXT_BAD 0xfffd		/* what stands for a byte that is not UTF-8 */

/* Takes one character off the text: its code, TEXT_BAD, or 0 at the end. */
uint32_t text_next(const char **text);
void text_put(FILE *out, uint32_t code);
/* What this character looks like in a line: controls cannot end it, nor reach a
 * terminal.
 */
uint32_t text_printable(uint32_t code);
/* The text as valid UTF-8, for the caller to free; NULL without memory. */
char *text_clean(const char *text);

/* All of the text in one line, without ending it. Returns its columns. */
unsigned text_line(FILE *out, const char *text);
/* The words of the text, broken at TEXT_COLUMNS, and a newline. Lines after the
 * first are indented; the caller has filled that much of the first.
 */
void text_wrap(FILE *out, unsigned indent, const char *text);

/* Appends to the text in a buffer, and cuts off what does not fit. */
void text_add(char *buf, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* For _cleanup_: frees a char *. */
void text_free(char **text);
/* The cleaned text as JSON, or NULL without memory. */
json_t *text_json(const char *text);

#endif
