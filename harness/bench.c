/* SPDX-License-Identifier: GPL-2.0-only */
/* How fast the harness is on this machine, and against what: everything that is
 * compared is measured in the same run, in turns.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"
#include "clock.h"
#include "device.h"
#include "load.h"
#include "run.h"
#include "suite.h"
#include "worker.h"

#define ROUNDS 200

static int by_value(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return x < y ? -1 : x > y;
}

static unsigned median(unsigned *values, unsigned count)
{
	qsort(values, count, sizeof(*values), by_value);
	return values[count / 2];
}

static struct instance first_instance(const char *row, enum mode mode, enum way way,
				      enum burst burst)
{
	return (struct instance){
		.row = suite_find(row), .mode = mode, .way = way, .shape = SHAPE_TINY,
		.burst = burst,
	};
}

/* Attach, one frame to the stack, detach: what any test of one frame must do. */
static int floor_us(struct lab *lab, unsigned *us)
{
	struct brief brief = {
		.row = suite_find("pass.intact"), .way = WAY_PACKET, .shape = SHAPE_TINY,
		.count = 1, .run = random() & 0xffffff, .largest = lab->facts->largest,
	};
	uint64_t begin = clock_us();
	const enum steer fence = FENCE_STACK;
	char extack[96];
	unsigned sent;
	int err;

	memcpy(brief.mac, lab->dut.mac, sizeof(brief.mac));
	err = prog_attach(&lab->prog, lab->dut.ifindex, MODE_NATIVE, extack, sizeof(extack));
	if (err)
		return fault(err, "attach the program (%s)", extack);
	prog_start(&lab->prog, brief.run);
	watch_start(&lab->watch, &brief);
	err = peer_brief(&lab->peer, &brief);
	if (!err)
		err = peer_send(&lab->peer, &sent, &fence, 1);
	if (!err)
		err = watch_settle(&lab->watch, 1ull << FENCE_STACK, 1000);
	if (!err)
		err = prog_detach(&lab->prog);
	*us = clock_us() - begin;
	return err;
}

static int bench_case(struct lab *lab)
{
	struct instance in = first_instance("pass.intact", MODE_NATIVE, WAY_PACKET, BURST_1);
	unsigned floors[ROUNDS], cases[ROUNDS];

	for (unsigned i = 0; i < ROUNDS; i++) {
		int err;

		case_run(&in, lab);
		if (in.result.status != PASS)
			return fault(0, "pass.intact: %s", in.result.reason) ?: -EIO;
		cases[i] = in.result.us;
		err = floor_us(lab, &floors[i]);
		if (err)
			return err;
	}
	printf("one case     %5u us, %.1f times its floor (attach, one frame, detach: %u us)\n",
	       median(cases, ROUNDS),
	       (double)median(cases, ROUNDS) / median(floors, ROUNDS),
	       median(floors, ROUNDS));
	return 0;
}

/* Frames per second that the peer puts on the wire by a way, into XDP_DROP. */
static int rate(struct lab *lab, enum way way, double *per_second)
{
	struct brief brief = {
		.row = suite_find("drop.silent"), .way = way, .shape = SHAPE_TINY,
		.count = burst_frames[BURST_300], .run = random() & 0xffffff,
		.largest = lab->facts->largest,
	};
	unsigned sent, total = 0;
	uint64_t begin;
	int err;

	memcpy(brief.mac, lab->dut.mac, sizeof(brief.mac));
	prog_start(&lab->prog, brief.run);
	err = peer_brief(&lab->peer, &brief);
	if (!err)	/* opens what it needs */
		err = peer_send(&lab->peer, &sent, NULL, 0);
	begin = clock_us();
	for (unsigned i = 0; !err && i < ROUNDS; i++, total += sent)
		err = peer_send(&lab->peer, &sent, NULL, 0);
	*per_second = total * 1e6 / (clock_us() - begin);
	return err;
}

static int bench_rates(struct lab *lab)
{
	static const enum way ways[] = { WAY_PACKET, WAY_XSK, WAY_XMIT };
	static const char *const words[WAYS] = {
		[WAY_PACKET] = "packet socket", [WAY_XSK] = "AF_XDP, copy mode",
		[WAY_XMIT] = "live frames, ndo_xdp_xmit",
	};
	double rates[WAYS];
	char extack[96];
	int err;

	err = row_load(lab, suite_find("drop.silent"));
	if (!err)
		err = prog_attach(&lab->prog, lab->dut.ifindex, MODE_NATIVE, extack,
				  sizeof(extack));
	for (unsigned i = 0; !err && i < ARRAY_SIZE(ways); i++) {
		err = rate(lab, ways[i], &rates[ways[i]]);
		if (!err)
			printf("injection    %5.2f million frames/s by %s, %.1f times packet "
			       "sockets\n", rates[ways[i]] / 1e6, words[ways[i]],
			       rates[ways[i]] / rates[WAY_PACKET]);
	}
	return err ? err : prog_detach(&lab->prog);
}

/* In a process of its own, since a lab changes the namespaces of its process. */
static int bench_lab(void)
{
	static struct lab_facts facts;
	static struct lab lab;
	int err;

	err = lab_open(&lab, "veth", 0, &facts);
	if (!err)
		err = bench_case(&lab);
	if (!err)
		err = bench_rates(&lab);
	lab_close(&lab);
	return err;
}

static void count_nothing(void *arg, const struct instance *in)
{
	(void)arg;
	(void)in;
}

static int bench_suite(unsigned jobs)
{
	struct suite suite = { .jobs = jobs };
	const struct selection all = {};
	const struct known known = {};
	struct crew crew = {
		.suite = &suite, .known = &known, .timeout_ms = 10000, .journal = -1,
		.done = count_nothing,
	};
	uint64_t us = 0, waited = 0;
	unsigned *each;
	int err;

	err = devices_open(&suite, NULL, 0);
	crew.device = suite.devices;
	if (!err)
		err = suite_expand(&suite, &all);
	if (!err)
		err = crew_run(&crew);
	if (err)
		return err;
	each = calloc(suite.count, sizeof(*each));
	for (unsigned i = 0; i < suite.count; i++) {
		us += suite.instances[i].result.us;
		waited += suite.instances[i].result.waited_us;
		if (each)
			each[i] = suite.instances[i].result.us;
	}
	printf("suite        %5.0f instances/s with %u jobs: %u in %.1f s, the median case %u us, "
	       "%.0f %% of the time waiting for fences\n",
	       suite.count * 1e6 / suite.us, suite.jobs, suite.count, suite.us / 1e6,
	       each ? median(each, suite.count) : 0, us ? waited * 100.0 / us : 0);
	free(each);
	suite_free(&suite);
	devices_close(&suite);
	return 0;
}

int bench(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		status = bench_lab();
		if (status)
			fprintf(stderr, "xdpcheck: %s\n", fault_text());
		fflush(stdout);
		_exit(status ? EXIT_FAILURE : EXIT_SUCCESS);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return fault(-errno, "start the benchmark");
	if (status)
		return fault(0, "the benchmark of one lab failed") ?: -EIO;
	status = bench_suite(1);
	return status ? status : bench_suite(2);
}
