/* SPDX-License-Identifier: GPL-2.0-only */
/* This program is xdpcheck with other rows. As "xdpcheck", or with arguments, it
 * is the command line, on liars; else it runs all liars, each as one test. Tables
 * run at the same time, each with a worker of its own, beside the tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <assert.h>
#include <fnmatch.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "device.h"
#include "liars.h"
#include "privilege.h"
#include "run.h"
#include "suite.h"
#include "worker.h"

#define LIARS_MAX 48		/* in one table */
#define TESTS_MAX 512
#define DEADLINE_S 300		/* for all of it: something hangs that must not */

static const struct liar_table *const liar_tables[] = {
	&liars_frames, &liars_facts, &liars_log, &liars_steps, &liars_agents, &liars_trouble,
	&liars_commands,
};
#define TABLES ARRAY_SIZE(liar_tables)

static struct xcase rows[TABLES][LIARS_MAX];
static struct suite_table row_tables[TABLES];

static void use_liars(void)
{
	static const struct suite_table *used[TABLES];

	for (unsigned i = 0; i < TABLES; i++) {
		const struct liar_table *table = liar_tables[i];

		assert(table->count <= LIARS_MAX);
		for (unsigned k = 0; k < table->count; k++) {
			rows[i][k] = table->liars[k].row;
			rows[i][k].clauses = "";
			rows[i][k].why = "liars must be caught";
		}
		row_tables[i] = (struct suite_table){ table->name, rows[i], table->count };
		used[i] = &row_tables[i];
	}
	suite_use(used, TABLES);
}

static const struct liar *liar_of(const struct xcase *row)
{
	for (unsigned i = 0; i < TABLES; i++)
		for (unsigned k = 0; k < liar_tables[i]->count; k++)
			if (row == &rows[i][k])
				return &liar_tables[i]->liars[k];
	return NULL;
}

/* The hands that a liar has in the harness. */

static const struct liar *lying;	/* in this process, now */
static struct lab *lying_in;

void __real_case_run(struct instance *in, struct lab *lab);
void __wrap_case_run(struct instance *in, struct lab *lab);
int __real_xdp_set(const struct xdp_request *req, char *extack, size_t len);
int __wrap_xdp_set(const struct xdp_request *req, char *extack, size_t len);
int __real_peer_send(struct peer *peer, unsigned *sent, const enum steer *fences, unsigned count);
int __wrap_peer_send(struct peer *peer, unsigned *sent, const enum steer *fences, unsigned count);

void __wrap_case_run(struct instance *in, struct lab *lab)
{
	const struct liar *liar = liar_of(in->row);
	int err = liar->before ? liar->before(lab) : 0;

	lying = liar;
	lying_in = lab;
	if (err)
		result_error(&in->result);
	else
		__real_case_run(in, lab);
	lying = NULL;
	if (liar->after)
		liar->after(lab);
}

int __wrap_xdp_set(const struct xdp_request *req, char *extack, size_t len)
{
	const struct liar *liar = lying;
	struct xdp_request asked = *req;

	lying = NULL;		/* what it asks itself goes straight to the kernel */
	if (liar && liar->asked && req->ifindex == lying_in->dut.ifindex)
		liar->asked(&asked);
	lying = liar;
	return __real_xdp_set(&asked, extack, len);
}

int __wrap_peer_send(struct peer *peer, unsigned *sent, const enum steer *fences, unsigned count)
{
	if (lying && lying->sending)
		lying->sending(lying_in);
	return __real_peer_send(peer, sent, fences, count);
}

/* Running them. */

struct liar_crew {
	const struct liar_table *table;
	struct suite suite;
	struct known known;
	pid_t pid;
};

static bool root;		/* without it nothing can be tried */

static void done(void *arg, const struct instance *in)
{
	(void)arg;
	(void)in;
}

static void run_crew(struct liar_crew *c)
{
	struct crew crew = {
		.suite = &c->suite, .device = c->suite.devices, .known = &c->known,
		.timeout_ms = c->table->timeout_ms, .journal = -1, .done = done,
	};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!crew_run(&crew))
		_exit(EXIT_SUCCESS);
	fprintf(stderr, "liars: %s: %s\n", c->table->name, fault_text());
	_exit(EXIT_FAILURE);
}

static int list_liars(struct liar_crew *c)
{
	char glob[32], path[32];
	const struct selection selection = { .only = { glob } };
	int fd = liars_known(), err;

	snprintf(glob, sizeof(glob), "%s.*", c->table->name);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	err = known_load(&c->known, path);
	close(fd);
	if (!err)
		err = devices_open(&c->suite, NULL, 0);
	if (!err)
		err = suite_expand(&c->suite, &selection);
	c->suite.jobs = 1;
	return err;
}

static int start_crew(struct liar_crew *c)
{
	c->pid = fork();
	if (!c->pid)
		run_crew(c);
	return c->pid < 0 ? fault(-errno, "start a crew") : 0;
}

static struct liar_crew crews[TABLES];

/* All tables at the same time. */
static int start_crews(void)
{
	int err = 0;

	for (unsigned i = 0; i < TABLES && !err; i++) {
		crews[i].table = liar_tables[i];
		if (!liar_tables[i]->timeout_ms)
			continue;
		err = list_liars(&crews[i]);
		if (!err && root)
			err = start_crew(&crews[i]);
	}
	return err;
}

struct prog other;

int load_other(struct lab *lab)
{
	static const struct prog_config config;

	(void)lab;
	return prog_load(&other, "drop", NULL, &config);
}

void unload_other(struct lab *lab)
{
	(void)lab;
	prog_unload(&other);
}

static void wait_for(const struct instance *in)
{
	for (unsigned i = 0; i < TABLES; i++) {
		const struct suite *suite = &crews[i].suite;
		bool its = in >= suite->instances && in < suite->instances + suite->count;

		if (!its || !crews[i].pid)
			continue;
		waitpid(crews[i].pid, NULL, 0);
		crews[i].pid = 0;
	}
}

static void come_out(void **state)
{
	const struct instance *in = *state;
	const struct liar *liar = liar_of(in->row);
	const struct result *res = &in->result;

	if (!root)
		skip();
	wait_for(in);
	if (!in->done)
		fail_msg("it never ended");
	if (res->status == SKIP && liar->status != SKIP) {
		print_message("# %s\n", res->reason);
		skip();
	}
	if (res->status != liar->status || fnmatch(liar->says, res->reason, 0))
		fail_msg("%s '%s', not %s '%s'", status_names[res->status], res->reason,
			 status_names[liar->status], liar->says);
	assert_string_equal(res->evidence, liar->evidence ?: "");
}

static int run_liars(void)
{
	static struct CMUnitTest tests[TESTS_MAX];
	unsigned n;

	alarm(DEADLINE_S);
	root = !privilege_check();
	if (start_crews()) {
		fprintf(stderr, "liars: %s\n", fault_text());
		return EXIT_FAILURE;
	}
	n = command_tests(tests);
	for (unsigned i = 0; i < TABLES; i++)
		for (unsigned k = 0; k < crews[i].suite.count && n < TESTS_MAX; k++)
			tests[n++] = (struct CMUnitTest){
				.name = crews[i].suite.instances[k].name, .test_func = come_out,
				.initial_state = &crews[i].suite.instances[k],
			};
	assert(n < TESTS_MAX);
	return _cmocka_run_group_tests("liars", tests, n, NULL, NULL);
}

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

int __wrap_main(int argc, char **argv)
{
	use_liars();
	if (argc > 1 || !strcmp(argv[0], "xdpcheck"))
		return __real_main(argc, argv);
	return run_liars();
}
