/* SPDX-License-Identifier: GPL-2.0-only */
/* The veth bench: three network namespaces without names, which end with the
 * worker, wired by netns/veth.sh. The worker moves into the device's.
 */
#include <arpa/inet.h>
#include <fcntl.h>
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
#include "lab.h"
#include "netlink.h"

extern const char embed_veth_sh_start[], embed_veth_sh_end[];

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

/* Runs an embedded script; what it says is in words when it fails. */
static int run_script(const char *start, const char *end, char *const *argv, char *words,
		      size_t size)
{
	int fd = memfd_create("script", MFD_CLOEXEC), out[2], status;
	size_t len = end - start, said = 0;
	ssize_t got;
	pid_t pid;

	if (fd < 0 || write(fd, start, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) ||
	    pipe2(out, O_CLOEXEC))
		return fault(-errno, "keep the script in memory");
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(fd, STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		dup2(out[1], STDERR_FILENO);
		execvp("sh", argv);
		_exit(127);
	}
	close(fd);
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

static int wire(struct lab *lab, unsigned mtu)
{
	char paths[3][64], number[16], first[16], words[256];
	unsigned ifindex;
	int err;

	for (unsigned i = 0; i < 3; i++)
		netns_path(lab, i, paths[i], sizeof(paths[i]));
	err = ifindex_first(&ifindex);
	if (err)
		return err;
	snprintf(number, sizeof(number), "%u", mtu);
	snprintf(first, sizeof(first), "%u", ifindex);
	err = run_script(embed_veth_sh_start, embed_veth_sh_end,
			 (char *[]){ "sh", "-s", "wire", paths[0], paths[1], paths[2], number,
				     first, NULL }, words, sizeof(words));
	if (!err)
		return 0;
	words[strcspn(words, "\n")] = '\0';
	return fault(0, "netns/veth.sh could not make the bench: %s",
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
	static const char *const names[TOS] = {
		[TO_TARGET] = "out0", [TO_SECOND] = "out1", [TO_INGRESS] = "dut0",
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
	return find_port(&lab->dut, "dut0");
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
 * own: all far ends get one, but the deaf.
 */
static int start_peers(struct lab *lab)
{
	static char *const target_ports[] = { "target0=target", "second0=second",
					      "deaf0=deaf", "narrow0=narrow",
					      "down0=elsewhere", NULL };
	static const unsigned with_program[] = { 0, 1, 3, 4 };
	int err;

	err = start_peer(lab, &lab->peer, 1, (char *[]){ "peer0=peer", NULL });
	if (!err)
		err = start_peer(lab, &lab->target, 2, target_ports);
	if (!err)
		err = peer_ask(&lab->peer, NULL, 0, ASK_MS, "program 0 on");
	for (unsigned i = 0; !err && i < ARRAY_SIZE(with_program); i++)
		err = peer_ask(&lab->target, NULL, 0, ASK_MS, "program %u on", with_program[i]);
	return err;
}

/* Bytes of the largest MTU at which veth takes a single-buffer program: what a
 * page holds beside headroom, skb_shared_info and the Ethernet header, where
 * MAX_SKB_FRAGS is 17 (veth_xdp_set() in drivers/net/veth.c, 6.12).
 */
static unsigned largest_mtu(void)
{
	unsigned mtu = getpagesize() - 256 - 320 - 14;

	return mtu < FRAME_MAX - EDIT_ROOM ? mtu : 1500;
}

static int veth_open(struct lab *lab, const char *arg)
{
	unsigned mtu = largest_mtu();
	int err;

	(void)arg;
	err = make_namespaces(lab);
	if (err)
		return err;
	netlink_reset();
	err = wire(lab, mtu);
	if (err)
		return err;
	err = find_ports(lab);
	if (err)
		return err;
	lab->facts->largest = mtu + 14;
	err = watch_open(&lab->watch);
	if (!err)
		err = watch_add_port(&lab->watch, lab->dut.ifindex, AT_STACK);
	if (!err)
		err = watch_add_udp(&lab->watch, inet_addr("192.0.2.1"));
	return err ? err : start_peers(lab);
}

static void veth_close(struct lab *lab)
{
	peer_stop(&lab->peer);
	peer_stop(&lab->target);
	watch_close(&lab->watch);
	for (unsigned i = 0; i < ARRAY_SIZE(lab->netns); i++)
		if (lab->netns[i] > 0)
			close(lab->netns[i]);
}

const struct device_kind dev_veth = {
	.name = "veth",
	.open = veth_open,
	.close = veth_close,
};
