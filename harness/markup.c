/* SPDX-License-Identifier: GPL-2.0-only */
/* Which characters mean something in HTML and in Markdown as forges read it. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include "markup.h"
#include "text.h"

/* '<', '>' and '&' begin tags and entities in Markdown too. */
static const char *entity(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

void html_text(FILE *out, const char *text)
{
	uint32_t code;

	while ((code = text_next(&text))) {
		const char *word = entity(code);

		if (word)
			fputs(word, out);
		else
			text_put(out, text_printable(code));
	}
}

/* Within a word, '_' is only a letter: names stay readable in the source. */
static bool is_special(char before, uint32_t code, char after)
{
	if (code == '_')
		return !isalnum((unsigned char)before) || !isalnum((unsigned char)after);
	return code < 0x80 && strchr("\\`*[]|~$", code);
}

void markdown_text(FILE *out, const char *text)
{
	char before = '\0';
	uint32_t code;

	while ((code = text_next(&text))) {
		const char *word = code == '"' || code == '\'' ? NULL : entity(code);

		if (is_special(before, code, *text))
			fputc('\\', out);
		if (word)
			fputs(word, out);
		else
			text_put(out, text_printable(code));
		before = code < 0x80 ? code : 'a';
	}
}

/* The longest run of backticks in the text. */
static unsigned longest_ticks(const char *text)
{
	unsigned longest = 0;

	while (*text) {
		unsigned ticks = strspn(text, "`");

		longest = ticks > longest ? ticks : longest;
		text += ticks ?: 1;
	}
	return longest;
}

static void ticks(FILE *out, unsigned count)
{
	while (count--)
		fputc('`', out);
}

void markdown_code(FILE *out, const char *text)
{
	unsigned inner = longest_ticks(text);
	const char *pad = inner ? " " : "";	/* a tick at the end is one of the text's */

	ticks(out, inner + 1);
	fputs(pad, out);
	text_line(out, text);
	fputs(pad, out);
	ticks(out, inner + 1);
}

void markup_anchor(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(isalnum((unsigned char)*text) || *text == '_' ? *text : '-', out);
}
