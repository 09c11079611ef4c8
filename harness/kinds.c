/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of device kinds. */
#include <string.h>
#include "cable.h"
#include "ethtool.h"
#include "ifindex.h"
#include "kinds.h"
#include "text.h"

#define SCRIPT(kind) .script = embed_##kind##_sh_start, .script_end = embed_##kind##_sh_end
#define EMBEDDED(kind) extern const char embed_##kind##_sh_start[], embed_##kind##_sh_end[]
EMBEDDED(veth);
EMBEDDED(tap);
EMBEDDED(bond);
EMBEDDED(vlan);
EMBEDDED(macvlan);
EMBEDDED(bridge);
EMBEDDED(dummy);

#define MTU 2000		/* a full Ethernet frame, and room for it to grow */

/* The largest MTU at which veth takes a single-buffer program: what a page holds
 * beside headroom, skb_shared_info and the Ethernet header, where MAX_SKB_FRAGS is
 * 17 (veth_xdp_set() in drivers/net/veth.c, 6.12).
 */
#define VETH_MTU (4096 - 256 - 320 - 14)

static int tap_open(struct lab *lab, const char *arg)
{
	char paths[2][64];
	struct cable_end ends[] = { { paths[0], "dut0" }, { paths[1], "peer0" } };
	int err = ifindex_first(&ends[0].ifindex);

	(void)arg;
	if (err)
		return err;
	for (unsigned i = 0; i < ARRAY_SIZE(ends); i++)
		snprintf(paths[i], sizeof(paths[i]), "/proc/self/fd/%d", lab->netns[i]);
	return cable_start(ends, &lab->cable);
}

static void tap_close(struct lab *lab)
{
	cable_stop(lab->cable);
}

/* A veth takes xdp_frames by NAPI, which GRO gives it without a program, too. */
static int lower_wired(struct lab *lab)
{
	return ethtool_gro(lab->kind->lower, true);
}

static int bond_wired(struct lab *lab)
{
	lab->native_ifindex = if_nametoindex(lab->kind->lower);
	return lower_wired(lab);
}

static const struct device_kind kinds[] = {
	{ .name = "veth", SCRIPT(veth), .mtu = VETH_MTU, .pair = true, .peer_program = true,
	  .xmit = XMIT_ALWAYS },
	{ .name = "tap", SCRIPT(tap), .mtu = MTU, .xmit = XMIT_ALWAYS, .open = tap_open,
	  .close = tap_close },
	{ .name = "bond", SCRIPT(bond), .mtu = MTU, .lower = "slave0", .peer_program = true,
	  .slow = true, .xmit = XMIT_ALWAYS, .wired = bond_wired,
	  .args = "active-backup balance-rr balance-xor broadcast 802.3ad balance-tlb "
		  "balance-alb" },
	{ .name = "vlan", SCRIPT(vlan), .mtu = MTU, .stacked = true, .lower = "lower0",
	  .peer_lower = "under0" },
	{ .name = "macvlan", SCRIPT(macvlan), .mtu = MTU, .stacked = true, .lower = "lower0",
	  .xmit = XMIT_ALWAYS, .wired = lower_wired },
	{ .name = "bridge", SCRIPT(bridge), .mtu = MTU, .stacked = true, .lower = "port0",
	  .no_bounce = true, .xmit = XMIT_ALWAYS, .wired = lower_wired },
	{ .name = "dummy", SCRIPT(dummy), .mtu = MTU, .no_wire = true },
};

const char *kind_names(void)
{
	static char names[128];

	names[0] = '\0';
	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++)
		text_add(names, sizeof(names), "%s%s", i ? ", " : "", kinds[i].name);
	return names;
}

static bool is_arg(const struct device_kind *kind, const char *arg)
{
	size_t len = strlen(arg);

	for (const char *word = kind->args; word; word = strchr(word, ' ')) {
		word += *word == ' ';
		if (strcspn(word, " ") == len && !strncmp(word, arg, len))
			return true;
	}
	return false;
}

static const struct device_kind *check_arg(const struct device_kind *kind, const char *arg)
{
	if (!arg || is_arg(kind, arg))
		return kind;
	fault(0, "'%s' can be no %s; %s%s", arg, kind->name,
	      kind->args ? "there are: " : "it takes no argument", kind->args ?: "");
	return NULL;
}

const struct device_kind *kind_of(const char *spec, const char **arg)
{
	size_t len = strcspn(spec, ":");

	*arg = spec;
	if (strchr(spec, ','))
		return &kind_nic;
	*arg = spec[len] ? spec + len + 1 : NULL;
	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].name) == len && !strncmp(kinds[i].name, spec, len))
			return check_arg(&kinds[i], *arg);
	fault(0, "there is no device kind '%s'; there are: %s, or two ports: IFNAME,IFNAME", spec,
	      kind_names());
	return NULL;
}
