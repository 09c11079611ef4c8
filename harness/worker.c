/* SPDX-License-Identifier: GPL-2.0-only */
/* A worker opens a lab and runs the instances of every nth row, in memory shared
 * with the supervisor. It may crash or hang: the supervisor gives its place to
 * another, which goes on behind the instance that it was at.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <unistd.h>
#include "clock.h"
#include "crew.h"
#include "journal.h"
#include "lab.h"
#include "run.h"
#include "runner.h"

struct worker {
	struct crew *crew;
	struct slot *slot;
	unsigned number;
	struct lab lab;
	int err;		/* of the journal */
};

static int open_lab(struct worker *worker)
{
	const struct crew *crew = worker->crew;
	int err = journal_begin(crew->journal, crew->device, JOURNAL_BENCH);
	int its;

	err = err ?: lab_open(&worker->lab, crew->device->spec, worker->number,
			      &worker->slot->facts);
	its = journal_end(crew->journal, crew->device, JOURNAL_BENCH, err ? ERROR : PASS);
	return err ?: its;
}

static void write_index(const struct slot *slot, unsigned index)
{
	if (write(slot->pipe, &index, sizeof(index)) != sizeof(index))
		_exit(EXIT_FAILURE);	/* the supervisor is gone */
}

static void before(void *arg, struct instance *in)
{
	struct worker *worker = arg;

	worker->slot->current = in - worker->crew->suite->instances;
	__atomic_store_n(&worker->slot->since_ms, clock_ms(), __ATOMIC_RELEASE);
	worker->err = journal_begin(worker->crew->journal, in->device, in->name);
}

/* After an error nothing in the lab can be relied on, and what is stuck in it would
 * come out in another case: make another.
 */
static void run(void *arg, struct instance *in)
{
	struct worker *worker = arg;
	const struct crew *crew = worker->crew;

	in->result.got = in->mode;
	known_avoid(crew->known, crew->device->facts.driver, in->name, &in->result);
	if (in->result.status == SKIP)
		return;
	if (worker->err || (!worker->lab.kind && open_lab(worker)))
		result_error(&in->result);
	else
		case_run(in, &worker->lab);
}

static void after(void *arg, struct instance *in)
{
	struct worker *worker = arg;

	known_apply(worker->crew->known, worker->crew->device->facts.driver, in->name, &in->result);
	if (in->result.status == ERROR || worker->lab.dirty) {
		lab_close(&worker->lab);
		memset(&worker->lab, 0, sizeof(worker->lab));
	}
	journal_end(worker->crew->journal, in->device, in->name, in->result.status);
	worker->slot->useful = true;
	in->done = true;
	__atomic_store_n(&worker->slot->since_ms, 0, __ATOMIC_RELEASE);
	write_index(worker->slot, worker->slot->current);
}

/* cmocka talks to stdout and stderr in formats of its own; we report. */
static void silence(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(fd, STDOUT_FILENO);
	if (!getenv("XDPCHECK_DEBUG"))
		dup2(fd, STDERR_FILENO);
}

void worker_main(struct crew *crew, struct slot *slot, unsigned number)
{
	static struct worker worker;
	struct suite *suite = crew->suite;
	struct instance **mine = calloc(suite->count, sizeof(*mine));
	unsigned count = 0;
	const struct runner runner = {
		.before = before, .run = run, .after = after, .arg = &worker,
	};

	signal(SIGPIPE, SIG_IGN);
	srandom(clock_us() ^ getpid());
	worker.crew = crew;
	worker.slot = slot;
	worker.number = number;
	for (unsigned i = 0; mine && i < suite->count; i++)
		if (is_of_worker(suite, i, number) && !suite->instances[i].done)
			mine[count++] = &suite->instances[i];
	silence();
	if (!mine || open_lab(&worker)) {
		snprintf(slot->trouble, sizeof(slot->trouble), "%s", fault_text());
		lab_close(&worker.lab);
		_exit(2);
	}
	crew->device->facts = slot->facts;	/* all labs are alike */
	__atomic_store_n(&slot->since_ms, 0, __ATOMIC_RELEASE);
	__atomic_store_n(&slot->has_lab, true, __ATOMIC_RELEASE);
	runner_run(&runner, mine, count);
	lab_close(&worker.lab);
	_exit(EXIT_SUCCESS);
}
