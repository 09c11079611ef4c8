/* SPDX-License-Identifier: GPL-2.0-only */
/* How UTF-8 is read, what counts as printable, and where lines are broken. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"
#include "xdpcheck.h"

#define BLANKS " \t\r\n"

static unsigned sequence_len(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

/* Neither a surrogate, nor beyond Unicode, nor written longer than needed. */
static bool is_proper(uint32_t code, unsigned len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return code >= least[len] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

uint32_t text_next(const char **text)
{
	const unsigned char *s = (const unsigned char *)*text;
	unsigned len = sequence_len(*s);
	uint32_t code;

	if (!*s)
		return 0;
	(*text)++;
	if (!len)
		return TEXT_BAD;
	code = len == 1 ? *s : *s & (0x7f >> len);
	for (unsigned i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return TEXT_BAD;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (!is_proper(code, len))
		return TEXT_BAD;
	*text += len - 1;
	return code;
}

void text_put(FILE *out, uint32_t code)
{
	if (code < 0x80) {
		fputc(code, out);
	} else if (code < 0x800) {
		fputc(0xc0 | code >> 6, out);
		fputc(0x80 | (code & 0x3f), out);
	} else if (code < 0x10000) {
		fputc(0xe0 | code >> 12, out);
		fputc(0x80 | (code >> 6 & 0x3f), out);
		fputc(0x80 | (code & 0x3f), out);
	} else {
		fputc(0xf0 | code >> 18, out);
		fputc(0x80 | (code >> 12 & 0x3f), out);
		fputc(0x80 | (code >> 6 & 0x3f), out);
		fputc(0x80 | (code & 0x3f), out);
	}
}

char *text_clean(const char *text)
{
	char *clean = NULL;
	size_t size;
	FILE *out = open_memstream(&clean, &size);
	uint32_t code;

	if (!out)
		return NULL;
	while ((code = text_next(&text)))
		text_put(out, code);
	if (!fclose(out))
		return clean;
	free(clean);
	return NULL;
}

/* Those that end a line, or turn the direction of what follows. */
static bool is_format(uint32_t code)
{
	return (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

uint32_t text_printable(uint32_t code)
{
	if (code == '\n' || code == '\t' || code == '\r')
		return ' ';
	if (code < ' ' || (code >= 0x7f && code < 0xa0) || code == TEXT_BAD || is_format(code))
		return '?';
	return code;
}

unsigned text_line(FILE *out, const char *text)
{
	unsigned columns = 0;
	uint32_t code;

	for (; (code = text_next(&text)); columns++)
		text_put(out, text_printable(code));
	return columns;
}

/* The columns of the word that the text starts with, and where it ends. */
static unsigned word_columns(const char *text, const char **end)
{
	unsigned columns = 0;

	for (*end = text; **end && !strchr(BLANKS, **end); columns++)
		text_next(end);
	return columns;
}

void text_wrap(FILE *out, unsigned indent, const char *text)
{
	unsigned column = indent;
	const char *end;

	for (;;) {
		unsigned columns;

		text += strspn(text, BLANKS);
		columns = word_columns(text, &end);
		if (!columns)
			break;
		if (column > indent && column + 1 + columns > TEXT_COLUMNS) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			column += fprintf(out, " ");
		}
		while (text < end)
			text_put(out, text_printable(text_next(&text)));
		column += columns;
	}
	fprintf(out, "\n");
}

void text_add(char *buf, size_t size, const char *fmt, ...)
{
	size_t len = strlen(buf);
	va_list args;

	va_start(args, fmt);
	vsnprintf(buf + len, size - len, fmt, args);
	va_end(args);
}

void text_free(char **text)
{
	free(*text);
}

json_t *text_json(const char *text)
{
	_cleanup_(text_free) char *clean = text_clean(text);

	return clean ? json_string(clean) : NULL;
}
