/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of the HTML page. */
#ifndef XDPCHECK_MATRIX_HTML_H
#define XDPCHECK_MATRIX_HTML_H

#include "matrix.h"

/* The totals of devices and modes by kernel, and all columns by group. */
int html_tables(FILE *out, const struct matrix *matrix);
/* What the cells of a device lead to, and what is known of it. 0 or a fault. */
int html_device(FILE *out, const struct matrix *matrix, unsigned device);
/* An element with the text in it. */
void html_element(FILE *out, const char *tag, const char *text);

#endif
