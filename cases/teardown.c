/* SPDX-License-Identifier: GPL-2.0-only */
/* What must be gone when those who made it are. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include "clock.h"
#include "lab.h"

#define GONE_MS 2000

static const struct xsk_config socket_config = {
	.fill = 32, .rx_ring = 64, .bind = true, .bind_flags = XDP_COPY, .busy_ms = GONE_MS,
};

/* A program held by a bpf_link, and a bound AF_XDP socket, until the pipe says that
 * both are there, and for ever after.
 */
static void user(struct lab *lab, int ready)
{
	static const struct prog_config config;
	struct xsk_config xsk = socket_config;
	struct xsk socket = {};
	struct prog prog;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	xsk.ifname = lab->dut.ifname;
	if (prog_load(&prog, "drop", NULL, &config) ||
	    bpf_link_create(prog.fd, lab->dut.ifindex, BPF_XDP, NULL) < 0 ||
	    xsk_open(&socket, &xsk) || write(ready, "", 1) != 1)
		_exit(EXIT_FAILURE);
	for (;;)
		pause();
}

static int program_gone(struct lab *lab, struct result *res)
{
	uint64_t deadline = clock_deadline(GONE_MS);
	enum mode mode;
	uint32_t id;
	int err;

	do {
		err = prog_mode_got(lab->dut.ifindex, &mode, &id);
		if (err || !id)
			return err;
	} while (clock_ms() < deadline && !poll(NULL, 0, 1));
	broken(res, "program %u is still attached %u ms after its owner was killed", id, GONE_MS);
	return 0;
}

static int queue_free(struct lab *lab, struct result *res)
{
	struct xsk_config xsk = socket_config;
	struct xsk socket = {};
	int err;

	xsk.ifname = lab->dut.ifname;
	err = xsk_open(&socket, &xsk);
	xsk_close(&socket);
	if (err == -EBUSY)
		broken(res, "the queue is still taken %u ms after its socket's owner was killed",
		       GONE_MS);
	return err == -EBUSY ? 0 : err;
}

static int kill_user(struct lab *lab, struct result *res)
{
	int ready[2], err;
	char byte;
	pid_t pid;

	if (pipe(ready))
		return fault(-errno, "make a pipe");
	pid = fork();
	if (!pid) {
		close(ready[0]);
		user(lab, ready[1]);
	}
	close(ready[1]);
	err = pid > 0 && read(ready[0], &byte, 1) == 1 ? 0 :
	      fault(-ECHILD, "have a process attach a program and bind a socket");
	close(ready[0]);
	if (pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	if (!err)
		err = program_gone(lab, res);
	return err ? err : queue_free(lab, res);
}

static const struct xcase rows[] = {
	{
		.name	= "teardown.killed",
		.clauses = "I15 O04",
		.why	= "a process that is killed must take its program and its socket with it",
		.between = kill_user,
		.needs	= SET(CAP_XSK),
		.modes	= NATIVE, .ways = PACKET, .shapes = TINY,
		.expect	= { .at = STACK },
		.after	= { .at = STACK },
	},
};

CASES(teardown, rows);
