/* SPDX-License-Identifier: GPL-2.0-only */
/* `matrix`: from saved reports to one page on the standard output. */
#include <getopt.h>
#include <stdio.h>
#include "command.h"
#include "matrix.h"

struct matrix_options {
	bool html;
	bool wrong;		/* the command line is: there is no page */
	enum exit_status status;	/* of the page, which is made of what can be read */
	struct matrix matrix;
};

static void take(struct matrix_options *o, int option, const char *arg)
{
	switch (option) {
	case 'h':
	case 'm':
		o->html = option == 'h';
		return;
	case 't':
		if (!matrix_add_trouble(&o->matrix, arg))
			return;
		complain(EXIT_USAGE);
		break;
	case 1:	/* what is no option, in its place among them */
		if (matrix_add(&o->matrix, arg))
			o->status = complain(EXIT_USAGE);
		return;
	}
	o->wrong = true;
}

static enum exit_status print(const struct matrix_options *o)
{
	if (o->html ? matrix_html(stdout, &o->matrix) : matrix_markdown(stdout, &o->matrix))
		return complain(EXIT_TROUBLE);
	return o->status;
}

enum exit_status command_matrix(int argc, char **argv)
{
	static const struct option options[] = {
		{ "html", no_argument, NULL, 'h' },
		{ "markdown", no_argument, NULL, 'm' },
		{ "trouble", required_argument, NULL, 't' },
		{}
	};
	struct matrix_options o = {};
	int option;

	while ((option = getopt_long(argc, argv, "-", options, NULL)) >= 0)
		take(&o, option, optarg);
	for (; optind < argc; optind++)
		take(&o, 1, argv[optind]);
	if (!o.wrong && !o.matrix.runs_count) {
		fault(0, "matrix takes reports of `run --report json:FILE`");
		complain(EXIT_USAGE);
		o.wrong = true;
	}
	if (o.wrong)
		o.status = EXIT_USAGE;
	else
		o.status = matrix_count(&o.matrix) ? complain(EXIT_TROUBLE) : print(&o);
	matrix_free(&o.matrix);
	return o.status;
}
