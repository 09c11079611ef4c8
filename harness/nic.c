/* SPDX-License-Identifier: GPL-2.0-only */
/* Two ports that are cabled, of whatever driver: the first is under test, the other
 * is the far end. They are taken from the namespace that we were started in, where
 * nothing may use them, and come back by themselves when the lab's namespaces end;
 * what was changed of them is then set back by a guard.
 */
#include <fcntl.h>
#include <glob.h>
#include <ifaddrs.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "ethtool.h"
#include "kinds.h"
#include "netlink.h"

#define RETURN_MS 10000		/* namespaces end in the background */

extern const char embed_nic_sh_start[], embed_nic_sh_end[];

#define IRQS_MAX 32

struct nic {
	char ifname[IFNAMSIZ];
	struct irq {
		unsigned number;
		char cpus[64];	/* that it may be handled on, as a list */
	} irqs[IRQS_MAX];
	unsigned irqs_count;
	bool up;
	uint32_t flags;		/* ETH_FLAG_* */
	unsigned rx, tx;	/* channels; 0: it has none to tell of */
};

static int parse(const char *arg, struct nic nics[2])
{
	const char *comma = strchr(arg, ',');
	size_t lens[] = { comma - arg, strlen(comma + 1) };
	const char *names[] = { arg, comma + 1 };

	for (unsigned i = 0; i < 2; i++) {
		if (!lens[i] || lens[i] >= IFNAMSIZ || strcspn(names[i], ",/ ") < lens[i])
			return fault(0, "'%s' does not name two ports: IFNAME,IFNAME",
				     arg) ?: -EINVAL;
		snprintf(nics[i].ifname, IFNAMSIZ, "%.*s", (int)lens[i], names[i]);
	}
	if (!strcmp(nics[0].ifname, nics[1].ifname))
		return fault(0, "%s cannot be its own far end", nics[0].ifname) ?: -EINVAL;
	return 0;
}

/* Which somebody may have a connection by. */
static bool has_address(const char *ifname)
{
	struct ifaddrs *list, *a;
	bool found = false;

	if (getifaddrs(&list))
		return true;
	for (a = list; a && !found; a = a->ifa_next)
		found = a->ifa_addr && !strcmp(a->ifa_name, ifname) &&
			(a->ifa_addr->sa_family == AF_INET);
	freeifaddrs(list);
	return found;
}

static int refuse(const char *ifname, const char *why)
{
	return fault(0, "%s is not touched: %s", ifname, why) ?: -EBUSY;
}

static FILE *open_affinity(const struct irq *irq, const char *how)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/irq/%u/smp_affinity_list", irq->number);
	return fopen(path, how);
}

/* Its interrupts, while it is where /sys shows it; a virtio device is one level down. */
static void find_interrupts(struct nic *nic)
{
	char pattern[96];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "/sys/class/net/%.15s/device{/..,}/msi_irqs/*",
		 nic->ifname);
	if (glob(pattern, GLOB_BRACE, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc && nic->irqs_count < IRQS_MAX; i++) {
		struct irq *irq = &nic->irqs[nic->irqs_count];
		FILE *in;

		irq->number = atoi(strrchr(found.gl_pathv[i], '/') + 1);
		in = open_affinity(irq, "re");
		if (in && fgets(irq->cpus, sizeof(irq->cpus), in))
			nic->irqs_count++;
		if (in)
			fclose(in);
	}
	globfree(&found);
}

/* What cannot be steered stays where it is. */
static void steer_interrupts(const struct nic *nic, const char *cpus)
{
	for (unsigned i = 0; i < nic->irqs_count; i++) {
		FILE *out = open_affinity(&nic->irqs[i], "we");

		if (!out)
			continue;
		fputs(cpus ?: nic->irqs[i].cpus, out);
		fclose(out);
	}
}

/* Nobody uses it? Then notes how it is. */
static int look_at(struct nic *nic)
{
	int ifindex = if_nametoindex(nic->ifname), err;
	struct xdp_state xdp;
	struct link_info info;

	if (!ifindex)
		return fault(0, "there is no interface %s", nic->ifname) ?: -ENODEV;
	err = link_info(ifindex, &info);
	if (!err)
		err = xdp_get(ifindex, &xdp);
	if (err)
		return err;
	if (info.flags & IFF_LOOPBACK)
		return refuse(nic->ifname, "it is the loopback");
	if (info.master)
		return refuse(nic->ifname, "it is part of a bond or a bridge");
	if (has_address(nic->ifname))
		return refuse(nic->ifname, "it has an IP address; somebody may need it");
	if (xdp.attached)
		return refuse(nic->ifname, "somebody has an XDP program on it");
	nic->up = info.flags & IFF_UP;
	find_interrupts(nic);
	ethtool_flags_get(nic->ifname, &nic->flags);
	if (ethtool_channels_get(nic->ifname, &nic->rx, &nic->tx))
		nic->rx = nic->tx = 0;
	return 0;
}

static int wait_for(const char *ifname)
{
	uint64_t deadline = clock_deadline(RETURN_MS);

	while (!if_nametoindex(ifname) && clock_ms() < deadline)
		poll(NULL, 0, 1);
	return if_nametoindex(ifname) ?
	       0 : fault(-ENODEV, "wait %u s for %s", RETURN_MS / 1000, ifname);
}

static void take_programs_off(int ifindex)
{
	static const uint32_t modes[] = { XDP_FLAGS_DRV_MODE, XDP_FLAGS_SKB_MODE };

	for (unsigned i = 0; i < ARRAY_SIZE(modes); i++) {
		struct xdp_request off = { .ifindex = ifindex, .prog_fd = -1, .flags = modes[i] };

		xdp_set(&off, NULL, 0);
	}
}

static void set_back(void *arg)
{
	struct nic *nics = arg;

	netlink_reset();
	for (unsigned i = 0; i < 2; i++) {
		const struct nic *nic = &nics[i];

		if (wait_for(nic->ifname))
			continue;
		take_programs_off(if_nametoindex(nic->ifname));
		steer_interrupts(nic, NULL);
		ethtool_flags_set(nic->ifname, nic->flags);
		if (nic->rx)
			ethtool_channels_set(nic->ifname, nic->rx, nic->tx);
		link_up(if_nametoindex(nic->ifname), nic->up);
	}
}

static struct nic nics[2];	/* as they were when they were claimed */

static int nic_claim(const char *arg, struct guard *guard)
{
	int err;

	memset(nics, 0, sizeof(nics));
	err = parse(arg, nics);

	for (unsigned i = 0; i < 2 && !err; i++)
		err = look_at(&nics[i]);
	return err ? err : guard_start(guard, set_back, nics);
}

static int enter(int netns)
{
	if (setns(netns, CLONE_NEWNET))
		return fault(-errno, "enter a network namespace");
	netlink_reset();
	return 0;
}

/* VLAN tags stay in the frames, and frames stay as they came. What a driver cannot
 * switch is not switched. More queues than one would share the frames out.
 */
static void simplify(const char *ifname)
{
	static const uint32_t unwanted[] = { ETH_FLAG_LRO, ETH_FLAG_RXVLAN, ETH_FLAG_TXVLAN };
	uint32_t flags;

	for (unsigned i = 0; i < ARRAY_SIZE(unwanted); i++)
		if (!ethtool_flags_get(ifname, &flags))
			ethtool_flags_set(ifname, flags & ~unwanted[i]);
	ethtool_channels_set(ifname, 1, 1);
}

/* From one namespace into another, where we stay. */
static int take(const char *ifname, int from, int to)
{
	int err = enter(from);

	if (!err)
		err = wait_for(ifname);
	if (!err)
		err = link_move(if_nametoindex(ifname), to);
	return err ? err : enter(to);
}

/* The supervisor stays where we came from. */
static int open_home(void)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", getppid());
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? fault(-errno, "open the first network namespace") : fd;
}

static int nic_open(struct lab *lab, const char *arg)
{
	int home = open_home(), err = home < 0 ? home : 0;

	(void)arg;
	for (int i = 1; i >= 0 && !err; i--) {
		err = take(nics[i].ifname, home, lab->netns[i]);
		if (!err)
			simplify(nics[i].ifname);
	}
	if (home >= 0)
		close(home);
	if (err)
		return err;
	strcpy(lab->dut.ifname, nics[0].ifname);
	strcpy(lab->peer_ifname, nics[1].ifname);
	return 0;
}

/* Frames are handled on the lab's CPU, once the ports are up and have interrupts. */
static int nic_wired(struct lab *lab)
{
	char cpu[16];

	snprintf(cpu, sizeof(cpu), "%d", lab->cpu);
	for (unsigned i = 0; i < ARRAY_SIZE(nics); i++)
		steer_interrupts(&nics[i], cpu);
	return 0;
}

/* The namespaces would let go of them, too, but some time later. */
static void nic_close(struct lab *lab)
{
	const char *names[] = { lab->dut.ifname, lab->peer_ifname };
	int home = open_home();

	for (unsigned i = 0; i < ARRAY_SIZE(names) && home >= 0; i++)
		if (!enter(lab->netns[i]) && if_nametoindex(names[i]))
			link_move(if_nametoindex(names[i]), home);
	if (home >= 0)
		close(home);
}

const struct device_kind kind_nic = {
	.name = "nic",
	.script = embed_nic_sh_start, .script_end = embed_nic_sh_end,
	.single = true, .slow = true, .xmit = XMIT_TRIED, .least = 60,
	.claim = nic_claim, .open = nic_open, .wired = nic_wired, .close = nic_close,
};
