/* SPDX-License-Identifier: GPL-2.0-only */
/* `run`: from its options to a suite, its reports, and the exit status. */
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "command.h"
#include "device.h"
#include "journal.h"
#include "kinds.h"
#include "privilege.h"
#include "report.h"
#include "resume.h"
#include "suite.h"
#include "worker.h"

#define TIMEOUT_S 10

struct run_options {
	const char *known, *journal, *resume, *deaths;
	const char *devices[DEVICES_MAX];
	struct selection selection;
	const char *reports[REPORTS_MAX];
	unsigned devices_count, reports_count, jobs, timeout_s;
	bool strict;
};

static int parse_mode(const char *name, unsigned *modes)
{
	for (unsigned i = 0; i < MODES; i++) {
		if (strcmp(mode_names[i], name))
			continue;
		*modes |= SET(i);
		return 0;
	}
	return fault(0, "there is no mode '%s'; there are: generic, native, offload, core",
		     name) ?: -EINVAL;
}

static int parse_number(const char *text, const char *what, unsigned max, unsigned *number)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end || end == text || !n || n > max)
		return fault(0, "%s takes a number from 1 to %u, not '%s'", what, max,
			     text) ?: -EINVAL;
	*number = n;
	return 0;
}

static int add_only(struct selection *selection, const char *glob)
{
	for (unsigned i = 0; i < ONLY_MAX; i++) {
		if (selection->only[i])
			continue;
		selection->only[i] = glob;
		return 0;
	}
	return fault(0, "--only comes more than %u times", ONLY_MAX) ?: -EINVAL;
}

static int parse_option(struct run_options *o, int option, const char *arg)
{
	switch (option) {
	case 'd':
		if (o->devices_count == DEVICES_MAX)
			return fault(0, "more than %u devices", DEVICES_MAX) ?: -EINVAL;
		o->devices[o->devices_count++] = arg;
		return 0;
	case 'm':
		return parse_mode(arg, &o->selection.modes);
	case 'o':
		return add_only(&o->selection, arg);
	case 'k':
		o->known = arg;
		return 0;
	case 's':
		o->strict = true;
		return 0;
	case 'q':
		o->selection.quick = true;
		return 0;
	case 'j':
		return parse_number(arg, "--jobs", 64, &o->jobs);
	case 't':
		return parse_number(arg, "--timeout", 3600, &o->timeout_s);
	case 'J':
		o->journal = arg;
		return 0;
	case 'R':
		o->resume = arg;
		return 0;
	case 'D':
		o->deaths = arg;
		return 0;
	case 'r':
		if (o->reports_count == REPORTS_MAX)
			return fault(0, "more than %u reports", REPORTS_MAX) ?: -EINVAL;
		o->reports[o->reports_count++] = arg;
		return 0;
	}
	return fault(0, "see 'xdpcheck help'") ?: -EINVAL;
}

static int parse_run(struct run_options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{ "dev", required_argument, NULL, 'd' },
		{ "mode", required_argument, NULL, 'm' },
		{ "only", required_argument, NULL, 'o' },
		{ "known", required_argument, NULL, 'k' },
		{ "strict", no_argument, NULL, 's' },
		{ "quick", no_argument, NULL, 'q' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "timeout", required_argument, NULL, 't' },
		{ "report", required_argument, NULL, 'r' },
		{ "journal", required_argument, NULL, 'J' },
		{ "resume", required_argument, NULL, 'R' },
		{ "deaths", required_argument, NULL, 'D' },
		{}
	};
	int option, err = 0;

	while (!err && (option = getopt_long(argc, argv, "", options, NULL)) >= 0)
		err = parse_option(o, option, optarg);
	if (!err && optind < argc)
		return fault(0, "'%s' is no option of run; see 'xdpcheck help'",
			     argv[optind]) ?: -EINVAL;
	return err;
}

/* Reports begin when the first lab is there and knows what it tests. */
struct reporter {
	struct reports reports;
	const struct suite *suite;
	int journal;
	bool begun;
};

static void begin_reports(struct reporter *r)
{
	if (!r->begun)
		reports_begin(&r->reports, r->suite);
	r->begun = true;
}

static void report_done(void *arg, const struct instance *in)
{
	struct reporter *r = arg;

	begin_reports(r);
	reports_one(&r->reports, in - r->suite->instances + 1, in);
}

static enum exit_status exit_status_of(const struct suite *suite)
{
	struct totals totals = totals_of(suite);

	if (totals.of[ERROR] || totals.not_run)
		return EXIT_TROUBLE;
	if (totals.of[FAIL] || (suite->strict && totals.of[KNOWN]))
		return EXIT_FAILED;
	return totals.of[SKIP] == totals.total ? EXIT_NOTHING : EXIT_PASSED;
}

static int run_device(struct suite *part, struct device *device, const struct run_options *o,
		      struct reporter *reporter, const struct known *known)
{
	const char *arg;
	const struct device_kind *kind = kind_of(device->spec, &arg);
	struct crew crew = {
		.suite = part, .device = device, .known = known,
		.timeout_ms = o->timeout_s * 1000, .journal = reporter->journal,
		.done = report_done, .arg = reporter,
	};
	struct guard guard = {};
	int err;

	if (kind->single)
		part->jobs = 1;
	err = kind->claim ? kind->claim(arg, &guard) : 0;
	if (!err)
		err = crew_run(&crew);
	guard_stop(&guard);
	return err;
}

/* A device that cannot be opened keeps the others from nothing. 0 or a fault. */
static int run_devices(struct suite *suite, const struct run_options *o,
		       struct reporter *reporter, const struct known *known)
{
	uint64_t begin = clock_us();
	int err = 0;

	for (unsigned i = 0; i < suite->devices_count && err != -EINTR; i++) {
		struct suite part = suite_of_device(suite, &suite->devices[i]);
		int its = run_device(&part, &suite->devices[i], o, reporter, known);

		if (its == -EINTR)
			fault(0, "interrupted");
		if (its)
			complain(EXIT_TROUBLE);
		err = its ? its : err;
	}
	suite->us = clock_us() - begin;
	return err;
}

/* Who grants an instance more time than others means a slow machine. */
static void be_patient(const struct run_options *o)
{
	char times[16];

	snprintf(times, sizeof(times), "%u", o->timeout_s / TIMEOUT_S ?: 1);
	setenv(PATIENCE, times, 1);
}

static enum exit_status run_suite(struct suite *suite, const struct run_options *o,
				  struct reporter *reporter, const struct known *known)
{
	int err;

	be_patient(o);
	err = run_devices(suite, o, reporter, known);

	begin_reports(reporter);
	reports_end(&reporter->reports, suite);
	if (reports_close(&reporter->reports))
		return complain(EXIT_TROUBLE);
	return err ? EXIT_TROUBLE : exit_status_of(suite);
}

static unsigned cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
}

/* Is it the name that nothing has, or the mode in which there is nothing? */
static enum exit_status complain_of_nothing(const struct selection *selection)
{
	struct selection any_mode = *selection;
	struct suite suite = {};

	any_mode.modes = 0;
	if (suite_expand(&suite, &any_mode))
		return complain(EXIT_TROUBLE);
	if (suite.count) {
		suite_free(&suite);
		fault(0, "no case that was chosen has an instance in that mode");
		return complain(EXIT_NOTHING);
	}
	fault(0, "no instance is named '%s'; see 'xdpcheck list'", selection->only[0]);
	return complain(EXIT_USAGE);
}

/* 0, or a fault: a file that says nothing good about the suite. */
static int resume(struct suite *suite, const struct run_options *o)
{
	int err = o->resume ? resume_report(suite, o->resume) : 0;

	return err || !o->deaths ? err : resume_deaths(suite, o->deaths);
}

static int open_outputs(struct reporter *r, const struct run_options *o)
{
	r->journal = o->journal ? journal_open(o->journal) : -1;
	if (o->journal && r->journal < 0)
		return r->journal;
	return reports_open(&r->reports, o->reports, o->reports_count, stdout);
}

enum exit_status command_run(int argc, char **argv)
{
	struct run_options o = { .jobs = cpus() < 64 ? cpus() : 64, .timeout_s = TIMEOUT_S };
	struct known known = {};
	struct suite suite = {};
	struct reporter reporter = { .suite = &suite };
	enum exit_status status;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return command_help(argc, argv);
	if (parse_run(&o, argc, argv) || known_load(&known, o.known))
		return complain(EXIT_USAGE);
	if (devices_open(&suite, o.devices, o.devices_count))
		return complain(EXIT_USAGE);
	if (suite_expand(&suite, &o.selection))
		return complain(EXIT_TROUBLE);
	if (!suite.count)
		return complain_of_nothing(&o.selection);
	if (resume(&suite, &o))
		return complain(EXIT_USAGE);
	if (privilege_check())
		return complain(EXIT_NOTHING);
	suite.jobs = o.jobs;
	suite.strict = o.strict;
	if (open_outputs(&reporter, &o))
		return complain(EXIT_USAGE);
	status = run_suite(&suite, &o, &reporter, &known);
	journal_close(reporter.journal);
	suite_free(&suite);
	devices_close(&suite);
	known_unload(&known);
	return status;
}
