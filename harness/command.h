/* SPDX-License-Identifier: GPL-2.0-only */
/* What commands answer with, and how they complain. */
#ifndef XDPCHECK_COMMAND_H
#define XDPCHECK_COMMAND_H

enum exit_status {
	EXIT_PASSED,		/* all passed, or are known */
	EXIT_FAILED,		/* some did not */
	EXIT_USAGE,
	EXIT_TROUBLE,		/* the harness or the machine failed */
	EXIT_NOTHING,		/* nothing could run */
};

/* Prints the sentence that fault() noted, and hands on the status. */
enum exit_status complain(enum exit_status status);

/* How to use all of the commands, to stdout. */
enum exit_status command_help(int argc, char **argv);
enum exit_status command_run(int argc, char **argv);
enum exit_status command_compare(int argc, char **argv);
enum exit_status command_matrix(int argc, char **argv);

#endif
