/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line: what is asked for, and the exit status that answers it. */
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "agent.h"
#include "bench.h"
#include "lab.h"
#include "list.h"
#include "privilege.h"
#include "report.h"
#include "suite.h"
#include "worker.h"

enum exit_status {
	EXIT_PASSED,		/* all passed, or are known */
	EXIT_FAILED,		/* some did not */
	EXIT_USAGE,
	EXIT_TROUBLE,		/* the harness or the machine failed */
	EXIT_NOTHING,		/* nothing could run */
};

static const char usage_text[] =
"xdpcheck: does this driver keep its XDP promises?\n"
"\n"
"  xdpcheck run [OPTIONS]     test a driver\n"
"      --dev KIND             veth (the default): a veth pair in its own namespaces\n"
"      --mode MODE            generic, native, offload or core only; may be repeated\n"
"      --only GLOB            cases or instances of this name only; may be repeated\n"
"      --report KIND[:FILE]   %s; may be repeated\n"
"      --known FILE           known deviations, instead of those built in\n"
"      --strict               known deviations fail\n"
"      --jobs N               labs to run in parallel; one per CPU by default\n"
"      --timeout SECONDS      for one instance, 10 by default\n"
"  xdpcheck list [--clauses] [--json] [GLOB]\n"
"                             what is promised; which cases prove which clause\n"
"  xdpcheck show NAME         all about one case\n"
"  xdpcheck bench             how fast this harness is here\n"
"  xdpcheck agent IFNAME=PLACE...\n"
"                             the far end of a wire; the harness starts it by itself\n"
"  xdpcheck version\n"
"\n"
"exit status: 0 all passed or known, 1 some failed, 2 usage, 3 the harness or the\n"
"machine failed, 4 nothing could run\n";

static enum exit_status usage(FILE *out)
{
	fprintf(out, usage_text, report_kinds());
	return out == stdout ? EXIT_PASSED : EXIT_USAGE;
}

static enum exit_status complain(enum exit_status status)
{
	fprintf(stderr, "xdpcheck: %s\n", fault_text());
	return status;
}

struct run_options {
	const char *dev, *known;
	struct selection selection;
	const char *reports[REPORTS_MAX];
	unsigned reports_count, jobs, timeout_s;
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
		o->dev = arg;
		return lab_check_spec(arg);
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
	case 'j':
		return parse_number(arg, "--jobs", 64, &o->jobs);
	case 't':
		return parse_number(arg, "--timeout", 3600, &o->timeout_s);
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
		{ "jobs", required_argument, NULL, 'j' },
		{ "timeout", required_argument, NULL, 't' },
		{ "report", required_argument, NULL, 'r' },
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
	char lab_words[64];
	bool begun;
};

static void begin_reports(struct reporter *r)
{
	if (!r->begun)
		reports_begin(&r->reports, r->suite, r->lab_words);
	r->begun = true;
}

static void report_done(void *arg, unsigned number, const struct instance *in)
{
	struct reporter *r = arg;

	begin_reports(r);
	reports_one(&r->reports, number + 1, in);
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

static enum exit_status run_suite(struct suite *suite, struct run_options *o,
				  struct reporter *reporter, struct known *known)
{
	struct lab_facts *facts = mmap(NULL, sizeof(*facts), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct crew crew = {
		.suite = suite, .dev = o->dev, .known = known, .facts = facts,
		.timeout_ms = o->timeout_s * 1000, .done = report_done, .arg = reporter,
	};
	int err;

	if (facts == MAP_FAILED) {
		fault(-errno, "share memory with the workers");
		return complain(EXIT_TROUBLE);
	}
	suite->facts = facts;
	err = crew_run(&crew);
	if (err == -EINTR)
		fault(0, "interrupted");
	if (err)
		complain(EXIT_TROUBLE);
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

static enum exit_status command_run(int argc, char **argv)
{
	struct run_options o = { .jobs = cpus() < 64 ? cpus() : 64, .timeout_s = 10 };
	struct known known = {};
	struct suite suite = {};
	struct reporter reporter = { .suite = &suite };
	enum exit_status status;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return usage(stdout);
	if (parse_run(&o, argc, argv) || known_load(&known, o.known))
		return complain(EXIT_USAGE);
	if (suite_expand(&suite, &o.selection))
		return complain(EXIT_TROUBLE);
	if (!suite.count)
		return complain_of_nothing(&o.selection);
	if (privilege_check())
		return complain(EXIT_NOTHING);
	suite.jobs = o.jobs;
	suite.strict = o.strict;
	if (o.dev && strcmp(o.dev, "veth"))
		snprintf(reporter.lab_words, sizeof(reporter.lab_words), "--dev %s", o.dev);
	if (reports_open(&reporter.reports, o.reports, o.reports_count, stdout))
		return complain(EXIT_USAGE);
	status = run_suite(&suite, &o, &reporter, &known);
	suite_free(&suite);
	known_unload(&known);
	return status;
}

static enum exit_status command_list(int argc, char **argv)
{
	static const struct option options[] = {
		{ "clauses", no_argument, NULL, 'c' },
		{ "json", no_argument, NULL, 'j' },
		{}
	};
	bool by_clause = false, json = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (option == '?')
			return EXIT_USAGE;
		*(option == 'c' ? &by_clause : &json) = true;
	}
	if (optind + 1 < argc) {
		fault(0, "'%s' is one argument too many", argv[optind + 1]);
		return complain(EXIT_USAGE);
	}
	if (list_cases(stdout, suites, suites_count, optind < argc ? argv[optind] : NULL, by_clause,
		       json))
		return complain(EXIT_USAGE);
	return EXIT_PASSED;
}

static enum exit_status command_show(int argc, char **argv)
{
	if (argc != 2) {
		fault(0, "show takes the name of one case; see 'xdpcheck list'");
		return complain(EXIT_USAGE);
	}
	return show_case(stdout, suites, suites_count, argv[1]) ? complain(EXIT_USAGE) :
								  EXIT_PASSED;
}

static enum exit_status command_agent(int argc, char **argv)
{
	if (argc < 2) {
		fault(0, "agent takes IFNAME=PLACE, once or more");
		return complain(EXIT_USAGE);
	}
	return agent_main(argv + 1) ? EXIT_TROUBLE : EXIT_PASSED;
}

static enum exit_status command_bench(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return usage(stderr);
	if (privilege_check())
		return complain(EXIT_NOTHING);
	return bench() ? complain(EXIT_TROUBLE) : EXIT_PASSED;
}

static enum exit_status command_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	printf("xdpcheck %s\n", XDPCHECK_VERSION);
	return EXIT_PASSED;
}

static enum exit_status command_help(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return usage(stdout);
}

static const struct {
	const char *name;
	enum exit_status (*run)(int argc, char **argv);
} commands[] = {
	{ "run", command_run },		{ "list", command_list },
	{ "show", command_show },	{ "agent", command_agent },
	{ "bench", command_bench },	{ "version", command_version },
	{ "help", command_help },	{ "--help", command_help },
	{ "-h", command_help },		{ "--version", command_version },
};

/* What was said must have been written. */
static enum exit_status conclude(enum exit_status status)
{
	if ((!fflush(stdout) && !ferror(stdout)) || status == EXIT_TROUBLE)
		return status;
	fault(-errno, "cannot write to stdout");
	return complain(EXIT_TROUBLE);
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2)
		return usage(stderr);
	for (unsigned i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(argv[1], commands[i].name))
			return conclude(commands[i].run(argc - 1, argv + 1));
	fault(0, "there is no command '%s'; see 'xdpcheck help'", argv[1]);
	return complain(EXIT_USAGE);
}
