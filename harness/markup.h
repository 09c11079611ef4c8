/* SPDX-License-Identifier: GPL-2.0-only */
/* Anyone's text in a page, where it can be nothing but text. */
#ifndef XDPCHECK_MARKUP_H
#define XDPCHECK_MARKUP_H

#include <stdio.h>

/* Between tags, or in an attribute in double quotes. */
void html_text(FILE *out, const char *text);

/* In a paragraph, a list or a table, but not as the first thing of a line. */
void markdown_text(FILE *out, const char *text);
/* The same as code; not in a table. */
void markdown_code(FILE *out, const char *text);

/* As a part of an anchor: letters, digits, '-' and '_'. */
void markup_anchor(FILE *out, const char *text);

#endif
