/* SPDX-License-Identifier: GPL-2.0-only */
/* The only file that includes cmocka.h. A failed, skipped or crashed test leaves
 * by longjmp: case_run() has undone everything by then, and the outcome is
 * handed on from the teardown, which always runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "runner.h"

static const struct runner *running;
static bool returned;		/* the case did; else it has crashed */

static void run_one(void **state)
{
	struct instance *in = *state;

	returned = false;
	running->before(running->arg, in);
	running->run(running->arg, in);
	returned = true;
	if (in->result.status == SKIP)
		skip();
	if (in->result.status == FAIL || in->result.status == ERROR)
		fail_msg("%s", in->result.reason);
}

static int report_one(void **state)
{
	struct instance *in = *state;

	if (!returned) {
		in->result.status = ERROR;
		strcpy(in->result.reason, "the harness crashed in this case");
	}
	running->after(running->arg, *state);
	return 0;
}

int runner_run(const struct runner *runner, struct instance **instances, unsigned count)
{
	struct CMUnitTest *tests = calloc(count, sizeof(*tests));

	if (!tests)
		return fault(-ENOMEM, "list %u instances", count);
	for (unsigned i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){
			.name = instances[i]->name,
			.test_func = run_one,
			.teardown_func = report_one,
			.initial_state = instances[i],
		};
	running = runner;
	/* the macro around it only takes true arrays */
	_cmocka_run_group_tests("xdpcheck", tests, count, NULL, NULL);
	free(tests);
	return 0;
}
