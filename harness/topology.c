/* SPDX-License-Identifier: GPL-2.0-only */
/* From a device kind to a bench: three network namespaces without names, which end
 * with the worker, wired by netns/KIND.sh. The worker moves into the device's.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock.h"
#include "ifindex.h"
#include "kinds.h"
#include "netlink.h"

#define CARRIER_MS 10000	/* a NIC may negotiate for seconds */

extern const char embed_bench_sh_start[], embed_bench_sh_end[];

/* Leaves the process in the last namespace made. */
static int make_namespaces(struct lab *lab)
{
	for (int i = ARRAY_SIZE(lab->netns) - 1; i >= 0; i--) {
		if (unshare(CLONE_NEWNET))
			return fault(-errno, "make a network namespace");
		lab->netns[i] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		if (lab->netns[i] < 0)
			return fault(-errno, "open the network namespace");
	}
	return 0;
}

static void netns_path(const struct lab *lab, unsigned i, char *path, size_t size)
{
	snprintf(path, size, "/proc/%d/fd/%d", getpid(), lab->netns[i]);
}

/* Keeps text in memory; the process that is started reads it as a file. */
static int keep(const char *start, const char *end)
{
	int fd = memfd_create("script", 0);
	size_t len = end - start;

	if (fd < 0 || write(fd, start, len) != (ssize_t)len)
		return fault(-errno, "keep a script in memory");
	return fd;
}

/* In the child: sh /dev/fd/N ARGV..., which reads what all have in common from BENCH. */
static void exec_script(int script, int bench, int out, char **argv)
{
	char path[32], common[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", script);
	snprintf(common, sizeof(common), "/proc/self/fd/%d", bench);
	argv[1] = path;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setenv("BENCH", common, 1);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execvp("sh", argv);
	_exit(127);
}

/* Runs an embedded script; what it says is in words when it fails. */
static int run_script(const struct device_kind *kind, char **argv, char *words, size_t size)
{
	int script = keep(kind->script, kind->script_end);
	int bench = keep(embed_bench_sh_start, embed_bench_sh_end), out[2], status;
	size_t said = 0;
	ssize_t got;
	pid_t pid;

	if (script < 0 || bench < 0)
		return -EIO;
	if (pipe2(out, O_CLOEXEC))
		return fault(-errno, "make a pipe");
	pid = fork();
	if (!pid)
		exec_script(script, bench, out[1], argv);
	close(script);
	close(bench);
	close(out[1]);
	while (pid > 0 && (got = read(out[0], words + said, size - 1 - said)) > 0)
		said += got;
	words[said] = '\0';
	close(out[0]);
	if (pid < 0)
		return fault(-errno, "start sh");
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fault(-errno, "wait for the script");
	return status ? -EIO : 0;
}

static int wire(struct lab *lab, const char *arg)
{
	char paths[3][64], mtu[16], first[16], words[256];
	unsigned ifindex;
	int err;

	err = ifindex_first(&ifindex);
	if (err)
		return err;

	for (unsigned i = 0; i < 3; i++)
		netns_path(lab, i, paths[i], sizeof(paths[i]));
	snprintf(mtu, sizeof(mtu), "%u", lab->kind->mtu);
	snprintf(first, sizeof(first), "%u", ifindex);
	err = run_script(lab->kind, (char *[]){ "sh", NULL, "wire", paths[0], paths[1], paths[2],
						mtu, first, (char *)(arg ?: ""), NULL },
			 words, sizeof(words));
	if (!err)
		return 0;
	words[strcspn(words, "\n")] = '\0';
	return fault(0, "netns/%s.sh could not make the bench: %s", lab->kind->name,
		     *words ? words : "are `ip` and `nsenter` installed?") ?: err;
}

static int find_port(struct port *port, const char *ifname)
{
	struct link_info info;
	int err;

	snprintf(port->ifname, sizeof(port->ifname), "%s", ifname);
	port->ifindex = if_nametoindex(ifname);
	if (!port->ifindex)
		return fault(-errno, "find the interface %s", ifname);
	err = link_info(port->ifindex, &info);
	memcpy(port->mac, info.mac, sizeof(port->mac));
	return err;
}

static int find_ports(struct lab *lab)
{
	const char *const names[TOS] = {
		[TO_TARGET] = "out0", [TO_SECOND] = "out1", [TO_INGRESS] = lab->dut.ifname,
		[TO_DEAF] = "out2", [TO_NARROW] = "out3", [TO_DOWN] = "out4",
	};
	int err;

	for (unsigned to = 0; to < TOS; to++) {
		if (!names[to])
			continue;
		err = find_port(&lab->ports[to], names[to]);
		if (err)
			return err;
	}
	lab->ports[TO_UNKNOWN].ifindex = 0x7ffffff0;
	lab->dut = lab->ports[TO_INGRESS];
	return 0;
}

static int start_peer(struct lab *lab, struct peer *peer, unsigned netns, char *const *ports)
{
	char path[64], net[80], exe[64];

	netns_path(lab, netns, path, sizeof(path));
	snprintf(net, sizeof(net), "--net=%s", path);
	snprintf(exe, sizeof(exe), "/proc/%d/exe", getpid());
	return peer_start(peer, (char *[]){ "nsenter", net, NULL }, exe, ports);
}

/* A veth receives xdp_frames only by NAPI, which it has with a program of its
 * own: all far ends get one, but the deaf. NICs mostly send xdp_frames only with
 * one. What has no native mode goes without.
 */
static int start_peers(struct lab *lab)
{
	static char *const target_ports[] = { "target0=target", "second0=second",
					      "deaf0=deaf", "narrow0=narrow",
					      "down0=elsewhere", NULL };
	static const unsigned with_program[] = { 0, 1, 3, 4 };
	char port[32], lower[32];
	char *ports[] = { port, lab->kind->peer_lower ? lower : NULL, NULL };
	int err;

	snprintf(port, sizeof(port), "%s=peer", lab->peer_ifname);
	snprintf(lower, sizeof(lower), "%s=" PART_OF_WIRE, lab->kind->peer_lower ?: "");
	err = start_peer(lab, &lab->target, 2, target_ports);
	for (unsigned i = 0; !err && i < ARRAY_SIZE(with_program); i++)
		err = peer_ask(&lab->target, NULL, 0, ASK_MS, "program %u on", with_program[i]);
	if (!err && !lab->kind->no_wire)
		err = start_peer(lab, &lab->peer, 1, ports);
	if (!err && lab->kind->peer_program)	/* NICs: see probe_xmit() */
		err = peer_ask(&lab->peer, NULL, 0, ASK_MS, "program 0 on");
	return err;
}

/* A bond or a NIC has its carrier some time after it was brought up. */
static int wait_for_carrier(const struct lab *lab)
{
	uint64_t deadline = clock_deadline(CARRIER_MS);
	struct link_info info;
	int err;

	do {
		err = link_info(lab->dut.ifindex, &info);
		lab->facts->largest = info.mtu + 14;
		if (err || info.carrier)
			return err;
	} while (clock_ms() < deadline && !poll(NULL, 0, 1));
	return fault(-ENETDOWN, "%s has no carrier after %u s: is it cabled to %s?",
		     lab->dut.ifname, CARRIER_MS / 1000, lab->peer_ifname);
}

static int watch_all(struct lab *lab)
{
	int err = watch_open(&lab->watch);

	if (!err)
		err = watch_add_port(&lab->watch, lab->dut.ifindex, AT_STACK);
	if (!err && lab->kind->lower)
		err = watch_add_port(&lab->watch, if_nametoindex(lab->kind->lower), PLACES);
	return err ? err : watch_add_udp(&lab->watch, inet_addr("192.0.2.1"));
}

int topology_open(struct lab *lab, const char *arg)
{
	int err;

	strcpy(lab->dut.ifname, "dut0");
	strcpy(lab->peer_ifname, "peer0");
	err = make_namespaces(lab);
	if (!err && lab->kind->open)
		err = lab->kind->open(lab, arg);
	if (err)
		return err;
	netlink_reset();
	err = wire(lab, arg);
	if (!err && lab->kind->wired)
		err = lab->kind->wired(lab);
	if (!err)
		err = find_ports(lab);
	if (!err)
		err = wait_for_carrier(lab);
	if (!err)
		err = watch_all(lab);
	return err ? err : start_peers(lab);
}

void topology_close(struct lab *lab)
{
	peer_stop(&lab->peer);
	peer_stop(&lab->target);
	watch_close(&lab->watch);
	if (lab->kind->close)
		lab->kind->close(lab);
	for (unsigned i = 0; i < ARRAY_SIZE(lab->netns); i++)
		if (lab->netns[i] > 0)
			close(lab->netns[i]);
}
