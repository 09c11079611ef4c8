/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening a lab: the device kind makes the topology, and what is the same for
 * all of them is done here: one CPU for all of the lab's frames, the tracepoints,
 * the kernel log, and finding out what can be done here and what cannot.
 */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>
#include "lab.h"
#include "netlink.h"
#include "probe.h"
#include "text.h"
#include "traits.h"

static const struct device_kind *const kinds[] = { &dev_veth };

static const struct device_kind *find_kind(const char *spec)
{
	size_t len = strcspn(spec, ":");

	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i]->name) == len && !strncmp(kinds[i]->name, spec, len))
			return kinds[i];
	return NULL;
}

int lab_check_spec(const char *spec)
{
	if (find_kind(spec))
		return 0;
	return fault(0, "there is no device kind '%s'; there are: %s", spec,
		     lab_kinds()) ?: -EINVAL;
}

const char *lab_kinds(void)
{
	static char names[128];

	names[0] = '\0';
	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++)
		text_add(names, sizeof(names), "%s%s", i ? ", " : "", kinds[i]->name);
	return names;
}

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

static void missing(struct lab *lab, enum cap cap, const char *why)
{
	lab->facts->caps &= ~SET(cap);
	snprintf(lab->facts->missing[cap], sizeof(lab->facts->missing[cap]), "%s", why);
}

/* BPF_PROG_TEST_RUN takes less than a page, and less still of live frames: bisect how
 * much.
 */
static int probe_live(struct lab *lab)
{
	static const struct prog_config config;
	static const uint8_t zeros[FRAME_MAX];
	_cleanup_(prog_unload) struct prog drop = {};
	unsigned low = 0, high = FRAME_MAX;
	int err;

	err = prog_load(&drop, "drop", NULL, &config);
	if (err)
		return err;
	while (high - low > 1) {
		unsigned middle = low ? (low + high) / 2 : 64;
		struct test_run run = {
			.in = zeros, .in_len = middle,
			.live = lab->facts->caps & SET(CAP_LIVE),
		};

		err = prog_test_run(drop.fd, &run);
		if (err && !low)
			return fault(err, "run a program on %u bytes", middle);
		*(err ? &high : &low) = middle;
	}
	lab->facts->live_largest = low < lab->facts->largest ? low : lab->facts->largest;
	return 0;
}

static int probe_xsk(struct lab *lab)
{
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd >= 0)
		close(fd);
	else
		missing(lab, CAP_XSK, "the kernel has no AF_XDP sockets (CONFIG_XDP_SOCKETS)");
	return 0;
}

static void probe_queues(struct lab *lab)
{
	unsigned rx, tx;

	if (ethtool_channels_get(lab->dut.ifname, &rx, &tx) ||
	    ethtool_channels_set(lab->dut.ifname, 2, tx) ||
	    ethtool_channels_set(lab->dut.ifname, rx, tx))
		missing(lab, CAP_TWO_QUEUES, "the device cannot be given a second receive queue");
}

static int probe(struct lab *lab)
{
	struct lab_facts *facts = lab->facts;
	struct netdev_info info = {};
	int err;

	facts->caps = SET(CAPS) - 1;
	snprintf(facts->dev, sizeof(facts->dev), "%s", lab->dut.ifname);
	err = ethtool_driver(lab->dut.ifname, facts->driver, facts->version, facts->firmware);
	if (err)
		return err;
	lab->traits = traits_of(facts->driver);
	err = netdev_info(lab->dut.ifindex, &info);
	if (err && err != -EOPNOTSUPP)
		return err;
	facts->has_features = !err;
	facts->features = info.xdp_features;
	if (facts->has_features)
		missing(lab, CAP_NO_FEATURES,
			"this kernel checks xdp-features before it redirects");
	else
		missing(lab, CAP_FEATURES, "this kernel has no xdp-features (since 6.3)");
	if (lab->kmsg.clear_fd < 0)
		missing(lab, CAP_DEBUGFS, lab->kmsg.clear_fd == -EPERM ?
			"the kernel is locked down, its once-per-boot warnings cannot be cleared" :
			"there is no debugfs to clear once-per-boot warnings by");
	if (lab->events.deaf[0])
		missing(lab, CAP_EVENTS, lab->events.deaf);
	if (lab->far_cpu == lab->cpu)
		missing(lab, CAP_TWO_CPUS, "there is only one CPU");
	probe_queues(lab);
	probe_xsk(lab);
	err = probe_kernel(facts);
	return err ? err : probe_live(lab);
}

/* All of a lab's frames are handled by two CPUs. */
static int open_events(struct lab *lab)
{
	unsigned ifindexes[TO_UNKNOWN] = { lab->dut.ifindex };
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(lab->cpu, &cpus);
	CPU_SET(lab->far_cpu, &cpus);
	for (enum to to = TO_NONE + 1; to < TO_UNKNOWN; to++)
		ifindexes[to] = lab->ports[to].ifindex;
	return events_open(&lab->events, &cpus, ifindexes, ARRAY_SIZE(ifindexes));
}

int lab_open(struct lab *lab, const char *spec, unsigned number, struct lab_facts *facts)
{
	const char *arg = spec ? strchr(spec, ':') : NULL;
	int err;

	memset(lab, 0, sizeof(*lab));
	lab->watch.packet_fd = lab->watch.udp_fd = lab->kmsg.fd = lab->kmsg.clear_fd = -1;
	lab->facts = facts;
	lab->kind = find_kind(spec ? spec : "veth");
	if (!lab->kind)
		return lab_check_spec(spec);
	err = choose_cpu(lab, number);
	if (err)
		return err;
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return fault(-errno, "make a mount namespace");
	err = kmsg_open(&lab->kmsg);
	if (!err)
		err = lab->kind->open(lab, arg ? arg + 1 : NULL);
	if (!err)
		err = open_events(lab);
	if (err)
		return err;
	sender_init(&lab->live, lab->dut.ifname);
	sender_init(&lab->out, lab->dut.ifname);
	return probe(lab);
}

void lab_close(struct lab *lab)
{
	prog_unload(&lab->prog);
	if (lab->xsk_open)
		xsk_close(&lab->xsk);
	sender_close(&lab->live);
	sender_close(&lab->out);
	events_close(&lab->events);
	if (lab->kind)
		lab->kind->close(lab);
	kmsg_close(&lab->kmsg);
	netlink_reset();
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
