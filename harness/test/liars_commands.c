/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line, on liars: its exit status for each way that a run can end,
 * and that nothing is left behind, whatever ended it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock.h"
#include "liars.h"
#include "liars_residue.h"
#include "privilege.h"

#define DEADLINE_MS 60000	/* for one command */
#define TEXT_MAX 4096
enum { KNOWN_FD = 10, SAY_FD, GO_FD };	/* of files, as a command finds them */

#define HONEST	SENT_BY(NATIVE, PACKET), .prog = "pass", .expect = { .at = STACK }

/* In the middle of its case it says so, and waits until it may go on. */
static int stay(struct lab *lab, struct result *res)
{
	char c = 0;

	(void)res;
	(void)lab;
	if (write(SAY_FD, &c, 1) != 1 || read(GO_FD, &c, 1) != 1)
		return fault(-EIO, "be told to go on");
	return 0;
}

static int be_honest(struct lab *lab)
{
	(void)lab;
	return fault(-EIO, "be honest");
}

static int lack_queues(struct lab *lab)
{
	lab->facts->caps &= ~SET(CAP_TWO_QUEUES);
	return 0;
}

static const struct liar liars[] = {
	{ .row = { .name = "commands.passes", HONEST } },
	{ .row = { .name = "commands.errs", HONEST }, .before = be_honest },
	{ .row = { .name = "commands.skips", HONEST, .needs = SET(CAP_TWO_QUEUES) },
	  .before = lack_queues },
	{ .row = { .name = "commands.fails", SENT_BY(NATIVE, PACKET), .prog = "pass",
		   .expect = { .verdict = XDP_DROP } } },
	{ .row = { .name = "commands.stays", HONEST, .between = stay,
		   .after = { .at = STACK } } },
};

LIARS(commands, liars, 0);

struct command {
	const char *name;
	const char *args[8];
	int status;
	const char *says;	/* a glob for all that it says on stderr; NULL: nothing */
	const char *path;	/* PATH of its environment; NULL: ours */
	const char *sh;		/* what it finds as `sh`, a script */
	bool lab;		/* it opens a lab, which takes privileges */
	bool nobody;		/* it has none */
};

#define RUN(glob, ...) { "run", "--only", "commands." glob, ##__VA_ARGS__ }
#define KNOWN_FILE "/proc/self/fd/10"	/* KNOWN_FD */

static struct command commands[] = {
	{ "exit.passed", RUN("passes"), 0, .lab = true },
	{ "exit.failed", RUN("[pf]a*s"), 1, .lab = true },
	{ "exit.known", RUN("fails", "--known", KNOWN_FILE), 0, .lab = true },
	{ "exit.strict", RUN("fails", "--known", KNOWN_FILE, "--strict"), 1, .lab = true },
	{ "exit.error", RUN("[ef]*s"), 3, .lab = true },
	{ "exit.skipped", RUN("skips"), 4, .lab = true },
	{ "exit.one-skipped", RUN("[ps][ak][si]*"), 0, .lab = true },
	{ "exit.version", { "version" }, 0 },
	{ "exit.help", { "help" }, 0 },
	{ "exit.no-tools", RUN("passes"), 3, .path = "/nonexistent", .lab = true,
	  .says = "xdpcheck: netns/veth.sh *: are `ip` and `nsenter` installed\\?\n" },
	{ "exit.worker-dies", RUN("passes"), 3, .sh = "kill -KILL $PPID", .lab = true,
	  .says = "xdpcheck: the harness was ended by signal 9 (Killed) before it had a lab\n" },
	{ "exit.worker-hangs", RUN("passes", "--timeout", "1"), 3, .lab = true,
	  .sh = "kill -STOP $$",
	  .says = "xdpcheck: a worker has no lab after [3-9] s, and is in the kernel at: *\n" },
	{ "exit.nobody", RUN("passes"), 4, .nobody = true, .lab = true,
	  .says = "xdpcheck: missing CAP_SYS_ADMIN (*), CAP_NET_ADMIN (*), CAP_NET_RAW (*), "
		  "CAP_BPF (*), CAP_PERFMON (*), CAP_SYSLOG (*); run it as root: "
		  "sudo xdpcheck *\n" },
	{ "usage.nothing", {}, 2, "xdpcheck: does this driver keep its XDP promises\\?\n*" },
	{ "usage.command", { "rum" }, 2, "xdpcheck: there is no command 'rum'; *" },
	{ "usage.option", { "run", "--fast" }, 2, "run: unrecognized option '--fast'\n*" },
	{ "usage.argument", { "run", "fast" }, 2, "xdpcheck: 'fast' is no option of run; *\n" },
	{ "usage.mode", { "run", "--mode", "fast" }, 2, "xdpcheck: there is no mode 'fast'; *\n" },
	{ "usage.dev", { "run", "--dev", "eth0" }, 2,
	  "xdpcheck: there is no device kind 'eth0'; *\n" },
	{ "usage.jobs", { "run", "--jobs", "0" }, 2,
	  "xdpcheck: --jobs takes a number *, not '0'\n" },
	{ "usage.timeout", { "run", "--timeout", "1s" }, 2, "xdpcheck: --timeout *, not '1s'\n" },
	{ "usage.report", { "run", "--report", "pdf" }, 2, .lab = true,
	  .says = "xdpcheck: no report is called 'pdf'*\n" },
	{ "usage.report-file", RUN("passes", "--report", "json:/proc/none/x"), 2, .lab = true,
	  .says = "xdpcheck: cannot write the report /proc/none/x: No such file or directory\n" },
	{ "usage.known-missing", { "run", "--known", "/proc/none/x" }, 2,
	  "xdpcheck: cannot open the known deviations '/proc/none/x': "
	  "No such file or directory\n" },
	{ "usage.known-bad", { "run", "--known", "/dev/null" }, 2, "xdpcheck: /dev/null:1: *\n" },
	{ "usage.no-case", RUN("lies"), 2, "xdpcheck: no instance is named 'commands.lies'; *\n" },
	{ "usage.show", { "show" }, 2, "xdpcheck: show takes the name of one case; *\n" },
	{ "usage.show-no-case", { "show", "lies" }, 2, "xdpcheck: no case is called 'lies'\n" },
	{ "usage.agent", { "agent" }, 2, "xdpcheck: agent takes IFNAME=PLACE, *\n" },
};

/* A command that is running, and the pipes to a liar that stays. */
struct running {
	pid_t pid;		/* of it, and of its session and process group */
	int pidfd;
	int said;		/* a memfd: its stderr */
	int say, go;		/* our ends; say ends when all processes have */
};

/* Descriptors that are still to be put are out of the way, above all others. */
static int keep_fd(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 100);
}

static void put_fd(int fd, int at)
{
	if (dup2(fd, at) < 0)
		_exit(125);
}

static void execute(const struct command *command, int said, int say, int go)
{
	int exe = keep_fd(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
	int null = keep_fd(open("/dev/null", O_RDWR | O_CLOEXEC));
	char *argv[ARRAY_SIZE(command->args) + 2] = { "xdpcheck" };

	for (unsigned i = 0; i < ARRAY_SIZE(command->args); i++)
		argv[i + 1] = (char *)command->args[i];
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (command->path)
		setenv("PATH", command->path, 1);
	if (command->nobody && (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534)))
		_exit(125);
	said = keep_fd(said);
	say = keep_fd(say);
	go = keep_fd(go);
	put_fd(null, STDIN_FILENO);
	put_fd(null, STDOUT_FILENO);
	put_fd(said, STDERR_FILENO);
	put_fd(keep_fd(liars_known()), KNOWN_FD);
	put_fd(say, SAY_FD);
	put_fd(go, GO_FD);
	fexecve(exe, argv, environ);
	_exit(126);
}

static struct running start(const struct command *command)
{
	struct running r = { .said = memfd_create("said", MFD_CLOEXEC) };
	int say[2], go[2];

	assert_int_equal(pipe2(say, O_CLOEXEC), 0);
	assert_int_equal(pipe2(go, O_CLOEXEC), 0);
	r.pid = fork();
	if (!r.pid)
		execute(command, r.said, say[1], go[0]);
	assert_true(r.pid > 0);
	close(say[1]);
	close(go[0]);
	r.say = say[0];
	r.go = go[1];
	r.pidfd = syscall(SYS_pidfd_open, r.pid, 0);
	return r;
}

/* False: not within the deadline. */
static bool wait_readable(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, DEADLINE_MS) == 1;
}

static int finish(struct running *r, char text[TEXT_MAX])
{
	bool in_time = wait_readable(r->pidfd);
	int status = -1;
	ssize_t len;

	if (!in_time)
		kill(-r->pid, SIGKILL);
	waitpid(r->pid, &status, 0);
	len = pread(r->said, text, TEXT_MAX - 1, 0);
	text[len > 0 ? len : 0] = '\0';
	close(r->pidfd);
	close(r->said);
	if (!in_time)
		fail_msg("it did not end");
	return status;
}

/* A directory beside ours, with a script in it that is called sh. */
static void make_sh(const char *script, char dir[PATH_MAX], char sh[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", dir, PATH_MAX - 32);
	FILE *out;

	assert_true(len > 0);
	strcpy(dir + len, ".XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(sh, PATH_MAX, "%.*s/sh", PATH_MAX - 4, dir);
	out = fopen(sh, "wx");
	assert_non_null(out);
	fprintf(out, "#!/bin/sh\n%s\n", script);
	assert_int_equal(fchmod(fileno(out), 0755), 0);
	assert_int_equal(fclose(out), 0);
}

static void command_ends(void **state)
{
	struct command *command = *state;
	char text[TEXT_MAX], dir[PATH_MAX], sh[PATH_MAX];
	struct running r;
	int status;

	if (command->lab && privilege_check())
		skip();
	if (command->sh) {
		make_sh(command->sh, dir, sh);
		command->path = dir;
	}
	r = start(command);
	close(r.go);
	status = finish(&r, text);
	close(r.say);
	if (command->sh && (unlink(sh) || rmdir(dir)))
		fail_msg("cannot remove %s", dir);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != command->status)
		fail_msg("status %#x, not %d: %s", status, command->status, text);
	if (fnmatch(command->says ?: "", text, 0))
		fail_msg("says '%s', not '%s'", text, command->says ?: "");
}

/* How a run can end, of which nothing must be left. */
struct ending {
	const char *name;
	int signal;		/* 0: none, it goes on */
	bool group;		/* to all processes, as the terminal does */
	int status;		/* or -1: by the signal */
	const char *says;
};

static const struct ending endings[] = {
	{ "left.passed", .status = 0, .says = "" },
	{ "left.sigint", SIGINT, .group = true, .status = 3, .says = "xdpcheck: interrupted\n" },
	{ "left.sigterm", SIGTERM, .status = 3, .says = "xdpcheck: interrupted\n" },
	{ "left.sighup", SIGHUP, .status = 3, .says = "xdpcheck: interrupted\n" },
	{ "left.sigkill", SIGKILL, .status = -1, .says = "" },
};

static void wait_for_nothing(const struct residue *r)
{
	uint64_t deadline = clock_ms() + DEADLINE_MS;
	char what[64];

	while (residue_left(r, what, sizeof(what))) {
		if (clock_ms() >= deadline)
			fail_msg("%s of %u processes stayed", what, r->processes);
		poll(NULL, 0, 5);
	}
}

static void nothing_is_left(void **state)
{
	static const struct command stays = { .args = RUN("stays", "--timeout", "60") };
	const struct ending *ending = *state;
	struct residue residue;
	char text[TEXT_MAX], c;
	struct running r;
	int status;

	if (privilege_check())
		skip();
	r = start(&stays);
	assert_true(wait_readable(r.say));
	assert_int_equal(read(r.say, &c, 1), 1);
	residue_find(&residue, r.pid);
	assert_int_equal(residue.processes, 4);	/* supervisor, worker, two agents */
	assert_true(residue.counts[RESIDUE_PROGS] > 2);	/* the device's and the far ends' */
	assert_true(residue.counts[RESIDUE_MAPS] > 2);
	if (ending->signal)
		kill(ending->group ? -r.pid : r.pid, ending->signal);
	else
		assert_int_equal(write(r.go, &c, 1), 1);
	status = finish(&r, text);
	assert_true(wait_readable(r.say));
	assert_int_equal(read(r.say, &c, 1), 0);
	close(r.go);
	close(r.say);
	if (ending->status >= 0)
		assert_int_equal(status, ending->status << 8);
	else
		assert_int_equal(status, ending->signal);
	assert_string_equal(text, ending->says);
	wait_for_nothing(&residue);
}

unsigned command_tests(struct CMUnitTest *tests)
{
	unsigned n = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(commands); i++)
		tests[n++] = (struct CMUnitTest){
			.name = commands[i].name, .test_func = command_ends,
			.initial_state = &commands[i],
		};
	for (unsigned i = 0; i < ARRAY_SIZE(endings); i++)
		tests[n++] = (struct CMUnitTest){
			.name = endings[i].name, .test_func = nothing_is_left,
			.initial_state = (void *)&endings[i],
		};
	return n;
}
