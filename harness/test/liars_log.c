/* SPDX-License-Identifier: GPL-2.0-only */
/* Liars about the kernel log. It is the whole machine's, and a warning in it would
 * fail the cases of others, too: these liars read a log of their own.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "liars.h"

#define PASSED	.expect = { .at = STACK }

static struct kmsg true_log;
static unsigned true_caps;
static int own_log;

#define WARNING(prefix, id)							\
	prefix " XDP return value 42 on prog unknown (id " id ") dev dut0, expect packet loss!"

static int open_log(struct lab *lab)
{
	int fds[2];

	if (pipe2(fds, O_DIRECT | O_NONBLOCK | O_CLOEXEC))
		return fault(-errno, "make a pipe");
	true_log = lab->kmsg;
	true_caps = lab->facts->caps;
	lab->facts->caps |= SET(CAP_DEBUGFS);	/* there is nothing to be cleared */
	lab->kmsg = (struct kmsg){ .fd = fds[0], .clear_fd = -1 };
	own_log = fds[1];
	return 0;
}

static void close_log(struct lab *lab)
{
	kmsg_close(&lab->kmsg);
	close(own_log);
	lab->kmsg = true_log;
	lab->facts->caps = true_caps;
}

static void log_line(const char *line)
{
	char record[256];	/* of the form that /dev/kmsg has, one with each read */
	int len = snprintf(record, sizeof(record), "4,1,1,-;%s\n SUBSYSTEM=net\n", line);

	if (write(own_log, record, len) != len)
		perror("write to a log");
}

static void warn(struct lab *lab)
{
	(void)lab;
	log_line("dut0: renamed from liar0");
	log_line("WARNING: CPU: 0 PID: 1 at drivers/net/liar.c:42 liar_poll+0x0/0x0");
	log_line("BUG: this one comes second");
}

static void warn_of_verdict(struct lab *lab)
{
	char line[160];

	snprintf(line, sizeof(line), WARNING("Illegal", "%u"), lab->prog.id);
	log_line(line);
}

static void warn_twice(struct lab *lab)
{
	warn_of_verdict(lab);
	warn_of_verdict(lab);
}

static void warn_of_others(struct lab *lab)
{
	(void)lab;
	log_line("dut0: renamed from liar0");
	log_line(WARNING("Illegal", "0"));
}

#define WARNS(prefix)								\
	.config = { .action = 42 }, .expect = { .exception = true, .log = prefix }

static const struct liar liars[] = {
	{
		.row	= { .name = "log.warning", SENT, .prog = "pass", PASSED },
		.before	= open_log,
		.after	= close_log,
		.sending	= warn,
		.status	= FAIL,
		.says	= "the kernel log says: WARNING: CPU: 0 PID: 1 at drivers/net/liar.c:42 "
			  "liar_poll+0x0/0x0",
	},
	{
		.row	= { .name = "log.of-others", SENT, .prog = "pass", PASSED },
		.before	= open_log,
		.after	= close_log,
		.sending	= warn_of_others,
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "log.unpromised", SENT, .prog = "unknown",
			    .config = { .action = 42 }, .expect = { .exception = true } },
		.before	= open_log,
		.after	= close_log,
		.sending	= warn_of_verdict,
		.status	= FAIL,
		.says	= "the kernel log says: " WARNING("Illegal", "*"),
	},
	{
		.row	= { .name = "log.promised", SENT, .prog = "unknown", WARNS("Illegal") },
		.before	= open_log,
		.after	= close_log,
		.sending	= warn_of_verdict,
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "log.missing", SENT, .prog = "unknown", WARNS("Illegal") },
		.before	= open_log,
		.after	= close_log,
		.status	= FAIL,
		.says	= "the kernel log has no line '" WARNING("Illegal", "*") "'",
	},
	{
		.row	= { .name = "log.other", SENT, .prog = "unknown",
			    WARNS("Driver unsupported") },
		.before	= open_log,
		.after	= close_log,
		.sending	= warn_of_verdict,
		.status	= FAIL,
		.says	= "the kernel log says '" WARNING("Illegal", "*") "', not "
			  "'" WARNING("Driver unsupported", "*") "'",
	},
	{
		.row	= { .name = "log.twice", SENT, .prog = "unknown", WARNS("Illegal") },
		.before	= open_log,
		.after	= close_log,
		.sending	= warn_twice,
		.status	= FAIL,
		.says	= "the kernel log has the once-per-boot line 2 times",
	},
};

LIARS(log, liars, 10000);
