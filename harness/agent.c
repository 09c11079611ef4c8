/* SPDX-License-Identifier: GPL-2.0-only */
/* The far end: `xdpcheck agent IFNAME=PLACE...` answers lines on stdin until
 * it ends. It sends by its first port, and watches all. See harness/peer.h.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include "agent.h"
#include "clock.h"
#include "ethtool.h"
#include "inject.h"
#include "netlink.h"
#include "peer.h"
#include "text.h"
#include "watch.h"

#define PORTS_MAX 8
#define QUEUES_MS 1000

struct agent {
	FILE *out;		/* answers go here */
	struct watch watch;
	struct sender sender;
	struct brief brief;
	bool briefed;
	struct prog pass;	/* on ports, to give them NAPI */
	unsigned ports;
};

static int ok(struct agent *agent)
{
	fprintf(agent->out, "ok\n");
	return 0;
}

static int misread(const char *args)
{
	return fault(-EINVAL, "understand '%s'", args);
}

static int answer_brief(struct agent *agent, const char *args)
{
	int err = brief_parse(&agent->brief, args);

	if (err)
		return fault(err, "understand the brief '%s'", args);
	agent->briefed = true;
	watch_start(&agent->watch, &agent->brief);
	return ok(agent);
}

/* "3 2 1": enum steer, fences only. Returns how many. */
static int parse_fences(const char *args, enum steer fences[STEERS])
{
	int count = 0, at;
	unsigned steer;

	for (; sscanf(args, "%u%n", &steer, &at) == 1; args += at) {
		if (steer == STEER_TEST || steer >= STEER_MIX || count == STEERS)
			return misread(args);
		fences[count++] = steer;
	}
	return *args ? misread(args) : count;
}

static int send_fences(struct agent *agent, const enum steer *fences, int count)
{
	int err = 0;

	for (int i = 0; i < count && !err; i++)
		err = inject_fence(&agent->sender, &agent->brief, fences[i]);
	return err;
}

/* Of a burst that is not sent from here the agent only counts the frames. */
static int check_way(const struct agent *agent)
{
	enum way way = agent->brief.way;

	return CORE_WAYS & SET(way) ? fault(-EINVAL, "send by %s", way_names[way]) : 0;
}

static int answer_send(struct agent *agent, const char *args)
{
	enum steer fences[STEERS];
	int count, sent, err;

	count = parse_fences(args, fences);
	err = count < 0 ? count : check_way(agent);
	if (err)
		return err;
	sent = inject_burst(&agent->sender, &agent->brief);
	if (sent < 0)
		return sent;
	err = send_fences(agent, fences, count);
	if (!err)
		fprintf(agent->out, "ok %d\n", sent);
	return err;
}

static int answer_fence(struct agent *agent, const char *args)
{
	enum steer fences[STEERS];
	int count, err;

	count = parse_fences(args, fences);
	if (!count)
		return misread(args);
	err = count < 0 ? count : check_way(agent);
	if (!err)
		err = send_fences(agent, fences, count);
	return err ? err : ok(agent);
}

static int answer_settle(struct agent *agent, const char *args)
{
	unsigned long long fences;
	char line[TALLY_TEXT], rest;
	unsigned timeout_ms;
	int err;

	if (sscanf(args, "%llx %u%c", &fences, &timeout_ms, &rest) != 2)
		return misread(args);
	err = watch_settle(&agent->watch, fences, timeout_ms);
	if (err && err != -ETIMEDOUT)
		return err;
	ok(agent);
	for (unsigned i = 0; i < PLACES; i++) {
		const struct tally *tally = &agent->watch.tallies[i];

		if (!tally->arrived && !tally->fences)
			continue;
		tally_print(tally, line, sizeof(line));
		fprintf(agent->out, "tally %u %s\n", i, line);
	}
	fprintf(agent->out, "%s\n", err ? "late" : "done");
	return 0;
}

/* "queues RX TX QUEUE": the sender's port has so many, and sends by this one. */
static int answer_queues(struct agent *agent, const char *args)
{
	unsigned rx, tx, queue;
	uint64_t deadline;
	char rest;
	int err;

	if (sscanf(args, "%u %u %u%c", &rx, &tx, &queue, &rest) != 3)
		return misread(args);
	sender_use_queue(&agent->sender, queue);
	/* an AF_XDP socket leaves its queue some time after close(), see xsk.h */
	deadline = clock_deadline(QUEUES_MS);
	do {
		err = ethtool_channels_set(agent->sender.ifname, rx, tx);
	} while (err == -EINVAL && clock_ms() < deadline && !poll(NULL, 0, 1));
	if (err)
		return fault(err, "give %s %u and %u queues", agent->sender.ifname, rx, tx);
	return ok(agent);
}

static bool is_switch(const char *args)
{
	return !strcmp(args, "on") || !strcmp(args, "off");
}

static int answer_gro(struct agent *agent, const char *args)
{
	int err;

	if (!is_switch(args))
		return misread(args);
	err = ethtool_gro(agent->sender.ifname, !strcmp(args, "on"));
	return err ? err : ok(agent);
}

/* "program INDEX on|off": the port's receive path goes by NAPI, or does not. */
static int answer_program(struct agent *agent, const char *args)
{
	static const struct prog_config config;
	struct xdp_request req = { .flags = XDP_FLAGS_DRV_MODE };
	char extack[96], what[8], rest;
	unsigned port;
	int err;

	if (sscanf(args, "%u %7s%c", &port, what, &rest) != 2 || !is_switch(what))
		return misread(args);
	if (port >= agent->ports)
		return fault(-ENODEV, "find port %u", port);
	if (!agent->pass.skel) {
		err = prog_load(&agent->pass, "pass", NULL, &config);
		if (err)
			return err;
	}
	req.ifindex = agent->watch.ports[port].ifindex;
	req.prog_fd = strcmp(what, "off") ? agent->pass.fd : -1;
	err = xdp_set(&req, extack, sizeof(extack));
	if (err)
		return fault(err, "turn the program on port %u %s (%s)", port, what, extack);
	return ok(agent);
}

static const struct {
	const char *verb;
	bool briefed;		/* only after a brief */
	int (*answer)(struct agent *agent, const char *args);	/* 0, answered; or a fault */
} verbs[] = {
	{ "brief", false, answer_brief },
	{ "send", true, answer_send },
	{ "fence", true, answer_fence },
	{ "settle", true, answer_settle },
	{ "queues", false, answer_queues },
	{ "gro", false, answer_gro },
	{ "program", false, answer_program },
};

/* A sentence may hold the kernel's words, but not end the line. */
static void answer_error(struct agent *agent)
{
	fprintf(agent->out, "error ");
	text_line(agent->out, fault_text());
	fprintf(agent->out, "\n");
}

static void answer(struct agent *agent, char *line)
{
	size_t len = strcspn(line, " ");
	const char *args = line[len] ? line + len + 1 : "";

	line[len] = '\0';
	for (unsigned i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strcmp(line, verbs[i].verb))
			continue;
		if (verbs[i].briefed && !agent->briefed)
			fault(0, "'%s' came before a brief", line);
		else if (!verbs[i].answer(agent, args))
			return;
		answer_error(agent);
		return;
	}
	fault(0, "there is no request '%.40s'", line);
	answer_error(agent);
}

/* One line without its end. False: there are no more. */
static bool next_request(FILE *in, char *line, size_t size, bool *overlong)
{
	size_t len;
	int c;

	if (!fgets(line, size, in))
		return false;
	len = strlen(line);
	*overlong = len == size - 1 && line[len - 1] != '\n';
	if (*overlong)
		do {
			c = getc(in);
		} while (c != '\n' && c != EOF);
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static void serve(struct agent *agent, FILE *in, FILE *out)
{
	char line[LINE_MAX_LEN];
	bool overlong;

	agent->out = out;
	while (next_request(in, line, sizeof(line), &overlong)) {
		if (overlong) {
			fault(0, "a request is longer than %zu bytes", sizeof(line) - 2);
			answer_error(agent);
		} else {
			answer(agent, line);
		}
		fflush(out);
	}
	sender_close(&agent->sender);
	prog_unload(&agent->pass);
}

void agent_serve(FILE *in, FILE *out)
{
	struct agent agent = { .watch = { .packet_fd = -1, .udp_fd = -1 } };

	serve(&agent, in, out);
}

static int add_port(struct agent *agent, const char *arg)
{
	char ifname[IFNAMSIZ];
	size_t len = strcspn(arg, "=");
	int ifindex;

	snprintf(ifname, sizeof(ifname), "%.*s", (int)len, arg);
	ifindex = if_nametoindex(ifname);
	if (!ifindex)
		return fault(-errno, "find the interface '%s'", ifname);
	if (agent->ports == PORTS_MAX)
		return fault(-ENOSPC, "watch %s", ifname);
	if (!agent->ports)
		sender_init(&agent->sender, ifname);
	agent->ports++;
	if (!strcmp(arg + len, "=" PART_OF_WIRE))
		return watch_add_port(&agent->watch, ifindex, PLACES);
	for (unsigned i = 0; i < PLACES; i++)
		if (arg[len] && !strcmp(arg + len + 1, place_names[i]))
			return watch_add_port(&agent->watch, ifindex, i);
	return fault(-EINVAL, "watch a place named '%s'", arg);
}

int agent_main(char **ports)
{
	static struct agent agent;
	int err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	agent.out = stdout;
	err = watch_open(&agent.watch);
	while (!err && *ports)
		err = add_port(&agent, *ports++);
	if (err) {
		answer_error(&agent);
		fflush(stdout);
		return err;
	}
	printf("xdpcheck agent %d\n", AGENT_VERSION);
	fflush(stdout);
	serve(&agent, stdin, stdout);
	watch_close(&agent.watch);
	return 0;
}
