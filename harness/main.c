/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line: which command is asked for. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "agent.h"
#include "bench.h"
#include "command.h"
#include "kinds.h"
#include "list.h"
#include "privilege.h"
#include "report.h"
#include "suite.h"

static const char usage_text[] =
"xdpcheck: does this driver keep its XDP promises?\n"
"\n"
"  xdpcheck run [OPTIONS]     test a driver\n"
"      --dev [NAME=]DEVICE    may be repeated; veth, the default, or another:\n"
"                             %s, or two ports that are cabled: IFNAME,IFNAME\n"
"      --mode MODE            generic, native, offload or core only; may be repeated\n"
"      --only GLOB            cases or instances of this name only; may be repeated\n"
"      --quick                shapes and bursts are swept by one way in only\n"
"      --report KIND[:FILE]   %s; may be repeated\n"
"      --known FILE           known deviations, instead of those built in\n"
"      --strict               known deviations fail\n"
"      --jobs N               labs to run in parallel; one per CPU by default\n"
"      --timeout SECONDS      for one instance, 10 by default; all waits grow with it\n"
"      --journal FILE         append a line before and after each instance\n"
"      --resume REPORT        take what this JSON report has, run only the rest\n"
"      --deaths FILE          lines 'DEVICE INSTANCE SENTENCE': these fail, and are not run\n"
"  xdpcheck list [--clauses] [--json] [GLOB]\n"
"                             what is promised; which cases prove which clause\n"
"  xdpcheck show NAME         all about one case\n"
"  xdpcheck compare A B       what differs from one JSON report to another; exits with 1\n"
"                             if something does, and with 2 if one cannot be read\n"
"  xdpcheck matrix [--markdown | --html] [--trouble KERNEL[:DEVICE,...]=SENTENCE]...\n"
"                  [KERNEL=]REPORT...\n"
"                             one page of JSON reports: cases by kernel, device, mode\n"
"  xdpcheck bench             how fast this harness is here\n"
"  xdpcheck agent IFNAME=PLACE...\n"
"                             the far end of a wire; the harness starts it by itself\n"
"  xdpcheck version\n"
"\n"
"exit status: 0 all passed or known, 1 some failed, 2 usage, 3 the harness or the\n"
"machine failed, 4 nothing could run\n";

static enum exit_status usage(FILE *out)
{
	fprintf(out, usage_text, kind_names(), report_kinds());
	return out == stdout ? EXIT_PASSED : EXIT_USAGE;
}

enum exit_status complain(enum exit_status status)
{
	fprintf(stderr, "xdpcheck: %s\n", fault_text());
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

enum exit_status command_help(int argc, char **argv)
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
	{ "compare", command_compare },	{ "matrix", command_matrix },
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
