/* SPDX-License-Identifier: GPL-2.0-only */
/* The report for people is painted by two files: all of it, and its matrix. */
#ifndef XDPCHECK_REPORT_TERM_H
#define XDPCHECK_REPORT_TERM_H

#include "report.h"

struct hue {
	const char *good, *known, *bad, *dim, *bold, *end;
};

struct page {
	FILE *out;
	const struct hue *hue;
	const struct suite *suite;
	const struct device *device;	/* whose matrix it is */
};

/* Prints in a colour. Returns the columns, of which the colour takes none. */
int paint(const struct page *page, const char *colour, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* What the page's device can do: a matrix of suites and modes. */
void term_matrix(const struct page *page);
/* What the letters of a matrix mean, if there are any. */
void term_legend(const struct page *page);

#endif
