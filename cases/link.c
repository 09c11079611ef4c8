/* SPDX-License-Identifier: GPL-2.0-only */
/* Attaching programs by bpf_link, which owns its place on the device until its
 * last descriptor is closed.
 */
#include "steps.h"

/* Answers */
#define LINKED	 .want = -EBUSY, .extack = "Can't replace active BPF XDP link"
#define NOT_BOTH .want = -EEXIST, \
		 .extack = "Native and generic XDP can't be active at the same time"

static const struct xcase rows[] = {
	{
		.name	= "link.close",
		.clauses = "I15",
		.why	= "when a bpf_link's last descriptor is closed, its program must be gone "
			  "from the device",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = LINK_CREATE, .prog = "pass" },
		{ .op = QUERY,       .prog = "pass" },
		{ .op = LINK_QUERY,  .prog = "pass" },
		{ .op = LINK_CLOSE },
		{ .op = QUERY },
		),
	},
	{
		.name	= "link.pinned",
		.clauses = "I15",
		.why	= "a pinned bpf_link must outlive its descriptors, or programs are lost "
			  "when their loader ends",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = LINK_CREATE, .prog = "pass" },
		{ .op = LINK_PIN },
		{ .op = LINK_CLOSE },
		{ .op = QUERY,       .prog = "pass" },
		{ .op = ATTACH,      .prog = "drop", LINKED },
		{ .op = LINK_OPEN },
		{ .op = LINK_QUERY,  .prog = "pass" },
		{ .op = LINK_DETACH },
		{ .op = QUERY },
		),
	},
	{
		.name	= "link.against-netlink",
		.clauses = "I16",
		.why	= "netlink must not touch a program in a bpf_link, which has an owner",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = LINK_CREATE, .prog = "pass" },
		{ .op = ATTACH, .prog = "drop", LINKED },
		{ .op = ATTACH, .prog = "pass", LINKED },
		{ .op = ATTACH, .prog = "drop", .flags = XDP_FLAGS_UPDATE_IF_NOEXIST, LINKED },
		{ .op = ATTACH, .prog = "drop", .flags = XDP_FLAGS_REPLACE, .old = "pass", LINKED },
		{ .op = DETACH, LINKED },
		{ .op = QUERY,  .prog = "pass" },
		),
	},
	{
		.name	= "link.finds-program",
		.clauses = "I17",
		.why	= "a bpf_link must not replace a program that was attached by netlink",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = ATTACH,      .prog = "pass" },
		{ .op = LINK_CREATE, .prog = "drop", .want = -EBUSY,
		  .extack = "Can't replace active XDP program with BPF link" },
		{ .op = QUERY,       .prog = "pass" },
		),
	},
	{
		.name	= "link.finds-link",
		.clauses = "I17",
		.why	= "a bpf_link must not replace another one",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = LINK_CREATE, .prog = "pass" },
		{ .op = LINK_CREATE, .prog = "drop", LINKED },
		{ .op = QUERY,       .prog = "pass" },
		),
	},
	{
		.name	= "link.update",
		.clauses = "I18",
		.why	= "a bpf_link must take a new program in place of any, of the expected "
			  "one, and of itself",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = LINK_CREATE, .prog = "pass" },
		{ .op = LINK_UPDATE, .prog = "drop" },
		{ .op = QUERY,       .prog = "drop" },
		{ .op = LINK_UPDATE, .prog = "tx", .old = "drop", .flags = BPF_F_REPLACE },
		{ .op = QUERY,       .prog = "tx" },
		{ .op = LINK_UPDATE, .prog = "tx" },
		{ .op = QUERY,       .prog = "tx" },
		{ .op = LINK_QUERY,  .prog = "tx" },
		),
	},
	{
		.name	= "link.update-refused",
		.clauses = "I18",
		.why	= "a bpf_link must keep its program when the update expects another one, "
			  "or brings another type",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = LINK_CREATE, .prog = "pass" },
		{ .op = LINK_UPDATE, .prog = "drop", .old = "tx", .flags = BPF_F_REPLACE,
		  .want = -EPERM },
		{ .op = LINK_UPDATE, .prog = "drop", .old = "pass", .want = -EINVAL },
		{ .op = LINK_UPDATE, .prog = "filter", .want = -EINVAL },
		{ .op = LINK_UPDATE, .prog = "egress", .want = -EINVAL },
		{ .op = LINK_UPDATE, .prog = "on_cpu", .want = -EINVAL },
		{ .op = QUERY,       .prog = "pass" },
		{ .op = LINK_QUERY,  .prog = "pass" },
		),
	},
	{
		.name	= "link.detached",
		.clauses = "I18 I19",
		.why	= "a detached bpf_link must name no device, and must not come to life "
			  "again",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = LINK_CREATE, .prog = "pass" },
		{ .op = LINK_DETACH },
		{ .op = QUERY },
		{ .op = LINK_QUERY,  .prog = "pass", .gone = true },
		{ .op = LINK_UPDATE, .prog = "drop", .want = -ENOLINK },
		{ .op = LINK_DETACH },
		{ .op = ATTACH,      .prog = "drop" },
		{ .op = LINK_CLOSE },
		{ .op = QUERY,       .prog = "drop" },
		),
	},
	{
		.name	= "link.device-deleted",
		.clauses = "I18 I19 I29",
		.why	= "a bpf_link must survive its device, name none, and refuse updates",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = DEVICE_ADD },
		{ .op = LINK_CREATE, .prog = "pass", .on = SPARE },
		{ .op = LINK_QUERY,  .prog = "pass", .on = SPARE },
		{ .op = DEVICE_DELETE },
		{ .op = LINK_QUERY,  .prog = "pass", .gone = true },
		{ .op = LINK_UPDATE, .prog = "drop", .want = -ENOLINK },
		{ .op = LINK_CLOSE },
		),
	},
	{
		.name	= "link.excludes-other-mode",
		.clauses = "I04",
		.why	= "a program in a bpf_link must exclude the other mode, too",
		.modes	= BOTH,
		.needs	= SET(CAP_NATIVE),
		.steps	= STEPS(
		{ .op = LINK_CREATE, .prog = "pass" },
		{ .op = ATTACH, .prog = "drop", .mode = OTHER_MODE, NOT_BOTH },
		{ .op = DETACH,                 .mode = OTHER_MODE },
		{ .op = QUERY,  .prog = "pass" },
		),
	},
	{
		.name	= "link.flags",
		.clauses = "I03",
		.why	= "a bpf_link takes one mode flag and no other: more must be refused, with "
			  "words in a tracepoint",
		.steps	= STEPS(
		{ .op = LINK_CREATE, .prog = "pass", .mode = TWO_MODES, .want = -EINVAL,
		  .extack = "Only one XDP mode flag can be set" },
		{ .op = LINK_CREATE, .prog = "pass", .flags = XDP_FLAGS_REPLACE,  .want = -EINVAL,
		  .extack = "Invalid XDP flags for BPF link attachment" },
		{ .op = QUERY },
		),
	},
};

CASES(link, rows);
