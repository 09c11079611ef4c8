/* SPDX-License-Identifier: GPL-2.0-only */
/* The matrix as one HTML file that needs nothing else, and its frame. */
#include "markup.h"
#include "matrix_html.h"

extern const char embed_matrix_css_start[];

static const char head[] =
"<!DOCTYPE html>\n"
"<html lang=\"en\">\n"
"<meta charset=\"utf-8\">\n"
"<meta name=\"viewport\" content=\"width=device-width\">\n"
"<meta http-equiv=\"Content-Security-Policy\"\n"
"      content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
"<title>XDP by kernel, device and mode</title>\n"
"<style>\n";

static const char intro[] =
"</style>\n"
"<body>\n"
"<h1>XDP by kernel, device and mode</h1>\n"
"<p>Each number counts instances of cases. <b>67+2k 9s</b>: 67 passed, 2 are known\n"
"deviations (the kernel breaks the promise, and the list of known deviations says why), 9 were\n"
"skipped. <b>3 FAIL/70</b>: 3 of the 70 that ran broke a promise. <b>ERROR</b>: the harness or\n"
"the machine failed. <b>-</b>: there is no such case, or what the cell says when it is pointed\n"
"at. <b>!</b>: the run ended before that. Cells lead to what did not pass, and why: on all\n"
"kernels that ran it, unless some are named. A name with a star stands for all instances that\n"
"begin so; each can be repeated with <code>xdpcheck run --dev DEVICE --only 'NAME'</code>.</p>\n";

void html_element(FILE *out, const char *tag, const char *text)
{
	fprintf(out, "<%s>", tag);
	html_text(out, text);
	fprintf(out, "</%s>", tag);
}

static const char trouble_head[] =
"<section id=\"trouble\"><h2>Trouble</h2>\n"
"<p>These runs are not, or not all, in the tables:</p>\n"
"<ul>\n";

static void trouble(FILE *out, const struct matrix *matrix)
{
	bool any = false;

	for (unsigned i = 0; i < matrix->runs_count; i++) {
		const struct matrix_run *run = &matrix->runs[i];

		if (!run->trouble)
			continue;
		if (!any)
			fputs(trouble_head, out);
		any = true;
		fprintf(out, "<li>");
		html_element(out, "b", run->label);
		if (run->devices) {
			fprintf(out, ", ");
			html_text(out, run->devices);
		}
		fprintf(out, ": ");
		html_text(out, run->trouble);
		fprintf(out, "\n");
	}
	if (any)
		fprintf(out, "</ul></section>\n");
}

static void kernels(FILE *out, const struct matrix *matrix)
{
	fprintf(out, "<h2>Kernels</h2>\n"
		     "<div class=\"wide\"><table class=\"facts\">\n"
		     "<thead><tr><th>name<th>release<th>build<th>machine</thead>\n"
		     "<tbody>\n");
	for (unsigned k = 0; k < matrix->kernels.count; k++)
		for (unsigned i = 0; i < matrix->runs_count; i++) {
			const struct matrix_run *run = &matrix->runs[i];

			if (run->kernel != k || !matrix_is_new_build(matrix, i))
				continue;
			fprintf(out, "<tr>");
			html_element(out, "th", matrix->kernels.list[k]);
			html_element(out, "td", run->saved.kernel);
			html_element(out, "td", run->saved.build);
			html_element(out, "td", run->saved.machine);
			fprintf(out, "\n");
		}
	fprintf(out, "</tbody></table></div>\n");
}

int matrix_html(FILE *out, const struct matrix *matrix)
{
	int err;

	fputs(head, out);
	fputs(embed_matrix_css_start, out);
	fputs(intro, out);
	trouble(out, matrix);
	err = html_tables(out, matrix);
	for (unsigned d = 0; !err && d < matrix->devices.count; d++)
		err = html_device(out, matrix, d);
	kernels(out, matrix);
	fprintf(out, "</body>\n</html>\n");
	return err;
}
