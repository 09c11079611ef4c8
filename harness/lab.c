/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening a lab: the device kind makes the topology, and what is the same for
 * all of them is done here: one CPU for all of the lab's frames, the tracepoints,
 * the kernel log.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>
#include "caps.h"
#include "kinds.h"
#include "load.h"
#include "netlink.h"
#include "suite.h"
#include "traits.h"

static int stay_on(int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one) ? fault(-errno, "stay on CPU %d", cpu) : 0;
}

/* Frames in one lab never change CPU, so that per-CPU queues keep their order. */
static int choose_cpu(struct lab *lab, unsigned number)
{
	static cpu_set_t set;	/* as it was before we chose for the first time */
	unsigned count, nth = 0;

	if (!CPU_COUNT(&set) && sched_getaffinity(0, sizeof(set), &set))
		return fault(-errno, "ask for the CPUs that we may use");
	count = CPU_COUNT(&set);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &set))
			continue;
		if (nth == number % count)
			lab->cpu = cpu;
		if (nth == (number + 1) % count)
			lab->far_cpu = cpu;
		nth++;
	}
	return stay_on(lab->cpu);
}

/* All of a lab's frames are handled by two CPUs. */
static int open_events(struct lab *lab)
{
	unsigned ifindexes[TO_UNKNOWN + 1] = { lab->dut.ifindex };
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(lab->cpu, &cpus);
	CPU_SET(lab->far_cpu, &cpus);
	for (enum to to = TO_NONE + 1; to < TO_UNKNOWN; to++)
		ifindexes[to] = lab->ports[to].ifindex;
	ifindexes[TO_UNKNOWN] = lab->native_ifindex;
	return events_open(&lab->events, &cpus, ifindexes, ARRAY_SIZE(ifindexes));
}

int lab_open(struct lab *lab, const char *spec, unsigned number, struct lab_facts *facts)
{
	const char *arg;
	int err;

	memset(lab, 0, sizeof(*lab));
	lab->watch.packet_fd = lab->watch.udp_fd = lab->kmsg.fd = lab->kmsg.clear_fd = -1;
	lab->facts = facts;
	lab->kind = kind_of(spec, &arg);
	if (!lab->kind)
		return -EINVAL;
	err = choose_cpu(lab, number);
	if (err)
		return err;
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return fault(-errno, "make a mount namespace");
	err = kmsg_open(&lab->kmsg);
	if (!err)
		err = topology_open(lab, arg);
	if (!err)
		err = open_events(lab);
	if (err)
		return err;
	sender_init(&lab->live, lab->dut.ifname);
	sender_init(&lab->out, lab->dut.ifname);
	return caps_probe(lab);
}

void lab_close(struct lab *lab)
{
	unpark(lab);
	prog_unload(&lab->prog);
	if (lab->xsk_open)
		xsk_close(&lab->xsk);
	sender_close(&lab->live);
	sender_close(&lab->out);
	events_close(&lab->events);
	if (lab->kind)
		topology_close(lab);
	kmsg_close(&lab->kmsg);
	netlink_reset();
}

struct brief lab_brief(const struct lab *lab, const struct instance *in)
{
	bool live = SET(in->way) & (CORE_WAYS | XMIT);
	struct brief brief = {
		.row = in->row, .way = in->way, .shape = in->shape,
		.count = instance_frames(in), .run = random() & 0xffffff,
		.largest = live ? lab->facts->live_largest : lab->facts->largest,
	};

	memcpy(brief.mac, lab->dut.mac, sizeof(brief.mac));
	return brief;
}

static int two_queues(struct lab *lab, bool on)
{
	int err;

	/* the receiving end grows first and shrinks last */
	err = on ? ethtool_channels_set(lab->dut.ifname, 2, 1) : 0;
	if (!err)
		err = peer_ask(&lab->peer, NULL, 0, ASK_MS, "queues 1 %u %u", on ? 2 : 1, on);
	if (!err && !on)
		err = ethtool_channels_set(lab->dut.ifname, 1, 1);
	lab->queue = on;
	return err;
}

static int peer_program(struct lab *lab, bool on)
{
	return peer_ask(&lab->peer, NULL, 0, ASK_MS, "program 0 %s", on ? "on" : "off");
}

static int gro_peer(struct lab *lab, bool on)
{
	int err = peer_program(lab, !on);

	return err ? err : peer_ask(&lab->peer, NULL, 0, ASK_MS, "gro %s", on ? "on" : "off");
}

static int set_condition(struct lab *lab, enum condition condition, bool on)
{
	switch (condition) {
	case COND_DEAF_PEER:
		return peer_program(lab, !on);
	case COND_GRO_PEER:
		return gro_peer(lab, on);
	case COND_TWO_QUEUES:
		return two_queues(lab, on);
	case COND_FAR_CPU:
		return stay_on(on ? lab->far_cpu : lab->cpu);
	case COND_BLACKHOLE:
		return qdisc_blackhole(lab->dut.ifindex, on);
	case COND_DUT_GRO:
		return ethtool_gro(lab->dut.ifname, on);
	case COND_NONE:
	case CONDITIONS:
		break;
	}
	return 0;
}

int condition_enter(struct lab *lab, enum condition condition)
{
	return set_condition(lab, condition, true);
}

int condition_leave(struct lab *lab, enum condition condition)
{
	return set_condition(lab, condition, false);
}
