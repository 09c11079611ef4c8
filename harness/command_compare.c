/* SPDX-License-Identifier: GPL-2.0-only */
/* `compare`: from two saved reports to what differs, and the exit status. */
#include <stdio.h>
#include "command.h"
#include "compare.h"

/* What is missing from a report could be any difference. */
static enum exit_status complain_of_incomplete(const struct saved *a, const struct saved *b)
{
	const struct saved *saved = a->trouble[0] ? a : b;

	fflush(stdout);	/* what was printed comes first */
	fault(0, "%s: %s", saved->path, saved->trouble);
	return complain(EXIT_USAGE);
}

static enum exit_status compare(const struct saved *a, const struct saved *b)
{
	bool differ;

	if (compare_print(stdout, a, b, &differ))
		return complain(EXIT_TROUBLE);
	if (a->trouble[0] || b->trouble[0])
		return complain_of_incomplete(a, b);
	return differ ? EXIT_FAILED : EXIT_PASSED;
}

enum exit_status command_compare(int argc, char **argv)
{
	enum exit_status status;
	struct saved a, b;

	if (argc != 3) {
		fault(0, "compare takes two reports of `run --report json:FILE`");
		return complain(EXIT_USAGE);
	}
	if (saved_load(&a, argv[1]))
		return complain(EXIT_USAGE);
	if (saved_load(&b, argv[2]))
		status = complain(EXIT_USAGE);
	else
		status = compare(&a, &b);
	saved_free(&a);
	saved_free(&b);
	return status;
}
