/* SPDX-License-Identifier: GPL-2.0-only */
/* The supervisor: starts a worker for each job, reports what they have done in
 * the suite's order, and ends the hung and replaces the dead.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock.h"
#include "crew.h"
#include "journal.h"

#define JOBS_MAX 64
#define REAP_MS 3000		/* a killed process that is still there is stuck in the kernel */
#define LAB_TIMEOUTS 3		/* opening a lab may take as long as so many instances */

struct supervisor {
	struct crew *crew;
	struct slot *slots;
	int pipe[2];
	int signals;
	unsigned reported;	/* instances that are reported, from the first on */
	unsigned working;
};

static int start_worker(struct supervisor *s, unsigned number)
{
	struct slot *slot = &s->slots[number];
	pid_t pid, supervisor = getpid();

	slot->pipe = s->pipe[1];
	slot->has_lab = slot->useful = false;
	slot->since_ms = clock_ms();
	pid = fork();
	if (pid < 0)
		return fault(-errno, "start a worker");
	if (!pid) {
		sigset_t none;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != supervisor)	/* it was killed before that */
			_exit(EXIT_FAILURE);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		worker_main(s->crew, slot, number);
	}
	slot->pid = pid;
	slot->pidfd = syscall(SYS_pidfd_open, pid, 0);
	if (slot->pidfd < 0)
		return fault(-errno, "watch a worker");
	s->working++;
	return 0;
}

/* Reports what is done, up to the first instance that is not. */
static void report(struct supervisor *s)
{
	struct suite *suite = s->crew->suite;

	for (; s->reported < suite->count && suite->instances[s->reported].done; s->reported++)
		s->crew->done(s->crew->arg, &suite->instances[s->reported]);
}

static void kernel_stack(pid_t pid, char *text, size_t size)
{
	char path[32];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stack", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? 0 : read(fd, text, size - 1);
	if (fd >= 0)
		close(fd);
	text[len > 0 ? len : 0] = '\0';
	for (char *c = text; *c; c++)
		if (*c == '\n')
			*c = ' ';
}

static void end_instance(struct supervisor *s, struct instance *in, enum status status,
			 const char *reason)
{
	in->result.status = status;
	in->result.got = in->mode;
	snprintf(in->result.reason, sizeof(in->result.reason), "%s", reason);
	journal_end(s->crew->journal, in->device, in->name, status);
	in->done = true;
	report(s);
}

/* Kill it, and wait for its end; false if even that does not end it. */
static bool reap(struct slot *slot)
{
	struct pollfd fd = { .fd = slot->pidfd, .events = POLLIN };

	kill(slot->pid, SIGKILL);
	return poll(&fd, 1, REAP_MS) > 0;
}

/* It hangs, in its instance or before it has a lab: say where, and end it. What
 * cannot be killed keeps its place and is left alone; its rows will not be run.
 */
static void end_worker(struct supervisor *s, struct slot *slot, bool has_lab, unsigned ms)
{
	struct instance *in = &s->crew->suite->instances[slot->current];
	char reason[512], stack[384];
	bool ended;

	kernel_stack(slot->pid, stack, sizeof(stack));
	ended = reap(slot);
	if (!has_lab) {
		snprintf(slot->trouble, sizeof(slot->trouble),
			 "a worker has no lab after %u s, and is in the kernel at: %s",
			 ms / 1000, stack);
	} else if (in == &s->crew->suite->instances[slot->current] && !in->done) {
		snprintf(reason, sizeof(reason), "hung for %u s in the kernel at: %s%s",
			 ms / 1000, stack, ended ? "" : " (and cannot be killed)");
		end_instance(s, in, *stack ? FAIL : ERROR, reason);
		slot->useful = true;
	}
	slot->since_ms = 0;
	if (ended)
		return;
	close(slot->pidfd);
	slot->pid = 0;
	s->working--;
}

/* How long until the next worker can be overdue, even one that begins an instance
 * just now; ends those that are.
 */
static int check_deadlines(struct supervisor *s)
{
	uint64_t now = clock_ms(), next = now + s->crew->timeout_ms;

	for (unsigned i = 0; i < s->crew->suite->jobs; i++) {
		struct slot *slot = &s->slots[i];
		bool has_lab = __atomic_load_n(&slot->has_lab, __ATOMIC_ACQUIRE);
		uint64_t since = __atomic_load_n(&slot->since_ms, __ATOMIC_ACQUIRE);
		unsigned limit_ms = s->crew->timeout_ms * (has_lab ? 1 : LAB_TIMEOUTS);

		if (!slot->pid || !since)
			continue;
		if (now >= since + limit_ms)
			end_worker(s, slot, has_lab, now - since);
		else if (since + limit_ms < next)
			next = since + limit_ms;
	}
	return next - now;
}

static bool has_work(const struct supervisor *s, unsigned number)
{
	const struct suite *suite = s->crew->suite;

	for (unsigned i = 0; i < suite->count; i++)
		if (is_of_worker(suite, i, number) && !suite->instances[i].done)
			return true;
	return false;
}

/* One lab is made even if nothing is to be run in it, since reports tell its facts. */
static bool is_first(const struct supervisor *s, unsigned number)
{
	return !number && !s->crew->device->lethal;
}

/* A worker has ended: by itself, in the middle of an instance, or without a lab,
 * which the next one would not have either.
 */
static int worker_ended(struct supervisor *s, unsigned number)
{
	struct slot *slot = &s->slots[number];
	char reason[128];
	int status;

	if (waitpid(slot->pid, &status, 0) < 0)
		return fault(-errno, "wait for a worker");
	close(slot->pidfd);
	slot->pid = 0;
	s->working--;
	if (WIFSIGNALED(status))
		snprintf(reason, sizeof(reason), "the harness was ended by signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(reason, sizeof(reason), "the harness ended with status %d",
			 WEXITSTATUS(status));
	if (!slot->has_lab && *slot->trouble)
		return fault(0, "%s", slot->trouble) ?: -EIO;
	if (!slot->has_lab)
		return fault(0, "%s before it had a lab", reason) ?: -EIO;
	if (slot->since_ms && !s->crew->suite->instances[slot->current].done)
		end_instance(s, &s->crew->suite->instances[slot->current], ERROR, reason);
	else if (!slot->useful && has_work(s, number))
		return fault(0, "%s before it had run anything", reason) ?: -EIO;
	return has_work(s, number) ? start_worker(s, number) : 0;
}

static int supervise(struct supervisor *s)
{
	struct pollfd fds[2 + JOBS_MAX] = {
		{ .fd = s->signals, .events = POLLIN },
		{ .fd = s->pipe[0], .events = POLLIN },
	};
	unsigned jobs = s->crew->suite->jobs;
	unsigned indexes[1024];

	while (s->working) {
		for (unsigned i = 0; i < jobs; i++)
			fds[2 + i] = (struct pollfd){
				.fd = s->slots[i].pid ? s->slots[i].pidfd : -1, .events = POLLIN,
			};
		if (poll(fds, 2 + jobs, check_deadlines(s)) < 0 && errno != EINTR)
			return fault(-errno, "wait for the workers");
		if (fds[0].revents)
			return -EINTR;
		if (fds[1].revents && read(s->pipe[0], indexes, sizeof(indexes)) > 0)
			report(s);
		for (unsigned i = 0; i < jobs; i++) {
			int err = fds[2 + i].revents ? worker_ended(s, i) : 0;

			if (err)
				return err;
		}
	}
	report(s);
	return 0;
}

static int prepare(struct supervisor *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (s->signals < 0)
		return fault(-errno, "listen for signals");
	if (pipe2(s->pipe, O_CLOEXEC | O_NONBLOCK))
		return fault(-errno, "make a pipe");
	s->slots = mmap(NULL, JOBS_MAX * sizeof(*s->slots), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s->slots == MAP_FAILED)
		return fault(-errno, "share memory with the workers");
	return 0;
}

/* Namespaces end with the processes in them, and these when they are killed. */
static void dismiss(struct supervisor *s)
{
	for (unsigned i = 0; i < s->crew->suite->jobs; i++) {
		if (!s->slots[i].pid)
			continue;
		if (reap(&s->slots[i]))
			waitpid(s->slots[i].pid, NULL, 0);
		close(s->slots[i].pidfd);
	}
	munmap(s->slots, JOBS_MAX * sizeof(*s->slots));
	close(s->pipe[0]);
	close(s->pipe[1]);
	close(s->signals);
}

int crew_run(struct crew *crew)
{
	struct supervisor s = { .crew = crew };
	struct suite *suite = crew->suite;
	uint64_t begin = clock_us();
	int err;

	if (suite->jobs > suite->count)
		suite->jobs = suite->count;
	if (suite->jobs > JOBS_MAX)
		suite->jobs = JOBS_MAX;
	err = prepare(&s);
	if (err)
		return err;
	for (unsigned i = 0; i < suite->jobs && !err; i++)
		if (has_work(&s, i) || is_first(&s, i))
			err = start_worker(&s, i);
	if (!err)
		err = supervise(&s);
	dismiss(&s);
	suite->us = clock_us() - begin;
	return err;
}
