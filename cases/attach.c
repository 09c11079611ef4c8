/* SPDX-License-Identifier: GPL-2.0-only */
/* Attaching programs and taking them away by netlink: what the kernel refuses,
 * with which errno and words, and that nothing else happens.
 */
#include "steps.h"

#define NOEXIST XDP_FLAGS_UPDATE_IF_NOEXIST
#define REPLACE XDP_FLAGS_REPLACE

/* Answers */
#define NOT_BOTH .want = -EEXIST, \
		 .extack = "Native and generic XDP can't be active at the same time"
#define PRESENT	 .want = -EBUSY, .extack = "XDP program already attached"
#define MISMATCH .want = -EEXIST, .extack = "Active program does not match expected"

static const struct xcase rows[] = {

	/* Modes */

	{
		.name	= "attach.prefers-native",
		.clauses = "I02",
		.why	= "without a mode flag a driver with native mode must get the program "
			  "natively",
		.modes	= NATIVE,
		.needs	= SET(CAP_NATIVE),
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass", .mode = NO_MODE },
		{ .op = QUERY,  .prog = "pass" },
		{ .op = DETACH, .mode = NO_MODE },
		{ .op = QUERY },
		),
	},
	{
		.name	= "attach.never-falls-back",
		.clauses = "I02 I12 Q05",
		.why	= "a native refusal must not end in generic mode, where the program would "
			  "run slowly and unnoticed",
		.modes	= NATIVE,
		.steps	= STEPS(
		{ .op = DEVICE_ADD, .device = { .mtu = 9000 } },
		{ .op = ATTACH, .prog = "pass", .on = SPARE, .mode = NO_MODE, .want = -ERANGE,
		  .extack = "Peer MTU is too large to set XDP" },
		{ .op = QUERY, .on = SPARE },
		),
	},
	{
		.name	= "attach.no-native",
		.clauses = "I01 J01",
		.why	= "a driver without native mode must promise nothing, refuse a native "
			  "program with -EOPNOTSUPP, and stay as it was",
		.modes	= NATIVE,
		.needs	= SET(CAP_NO_NATIVE) | SET(CAP_FEATURES),
		.steps	= STEPS(
		{ .op = FEATURES, .features = { .lacks = XDP_FEATURE_BASIC | XDP_FEATURE_REDIRECT |
							 XDP_FEATURE_ZEROCOPY } },
		{ .op = ATTACH, .prog = "pass", .want = -EOPNOTSUPP },
		{ .op = QUERY },
		{ .op = LINK_CREATE, .prog = "pass", .want = -EOPNOTSUPP },
		{ .op = QUERY },
		),
	},
	{
		.name	= "attach.native-refused",
		.clauses = "I01",
		.why	= "a driver without native mode must refuse a native program with "
			  "-EOPNOTSUPP, and stay as it was",
		.modes	= NATIVE,
		.needs	= SET(CAP_NO_NATIVE) | SET(CAP_NO_FEATURES),
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass", .want = -EOPNOTSUPP },
		{ .op = QUERY },
		),
	},
	{
		.name	= "attach.detach-names-mode",
		.clauses = "I02",
		.why	= "detaching without a mode flag looks at native mode only, and must leave "
			  "a generic program alone",
		.modes	= GENERIC,
		.needs	= SET(CAP_NATIVE),
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass" },
		{ .op = DETACH, .mode = NO_MODE },
		{ .op = QUERY,  .prog = "pass" },
		{ .op = DETACH },
		{ .op = QUERY },
		),
	},
	{
		.name	= "attach.one-mode-only",
		.clauses = "I03",
		.why	= "more than one mode flag must be refused",
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass", .mode = TWO_MODES, .want = -EINVAL },
		{ .op = DETACH,                 .mode = TWO_MODES, .want = -EINVAL },
		{ .op = QUERY },
		),
	},
	{
		.name	= "attach.excludes-other-mode",
		.clauses = "I04 I12",
		.why	= "native and generic mode must exclude each other, so that no frame meets "
			  "two programs",
		.modes	= BOTH,
		.needs	= SET(CAP_NATIVE),
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass" },
		{ .op = ATTACH, .prog = "drop", .mode = OTHER_MODE, NOT_BOTH },
		{ .op = ATTACH, .prog = "pass", .mode = OTHER_MODE, NOT_BOTH },
		{ .op = ATTACH, .prog = "drop", .mode = OTHER_MODE, .flags = NOEXIST, NOT_BOTH },
		{ .op = LINK_CREATE, .prog = "drop", .mode = OTHER_MODE, .want = -EEXIST },
		{ .op = QUERY,  .prog = "pass" },
		),
	},

	/* In place of another program */

	{
		.name	= "attach.replaces",
		.clauses = "I08",
		.why	= "without further flags the new program must take the place of the old "
			  "one",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass" },
		{ .op = ATTACH, .prog = "drop" },
		{ .op = QUERY,  .prog = "drop" },
		{ .op = ATTACH, .prog = "drop" },
		{ .op = QUERY,  .prog = "drop" },
		),
	},
	{
		.name	= "attach.noexist",
		.clauses = "I06",
		.why	= "UPDATE_IF_NOEXIST must attach to a free device, and never take "
			  "somebody's program away",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass", .flags = NOEXIST },
		{ .op = ATTACH, .prog = "drop", .flags = NOEXIST, PRESENT },
		{ .op = ATTACH, .prog = "pass", .flags = NOEXIST, PRESENT },
		{ .op = QUERY,  .prog = "pass" },
		),
	},
	{
		.name	= "attach.expected",
		.clauses = "I07",
		.why	= "REPLACE must exchange the expected program, and detach it",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass", .old = NOTHING, .flags = REPLACE },
		{ .op = ATTACH, .prog = "drop", .old = "pass",  .flags = REPLACE },
		{ .op = QUERY,  .prog = "drop" },
		{ .op = DETACH,                 .old = "drop",  .flags = REPLACE },
		{ .op = QUERY },
		),
	},
	{
		.name	= "attach.expected-other",
		.clauses = "I07",
		.why	= "REPLACE must refuse when another program is attached than the expected "
			  "one",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "tx",   .old = "pass",  .flags = REPLACE, MISMATCH },
		{ .op = ATTACH, .prog = "pass" },
		{ .op = ATTACH, .prog = "tx",   .old = "drop",  .flags = REPLACE, MISMATCH },
		{ .op = ATTACH, .prog = "tx",   .old = NOTHING, .flags = REPLACE, MISMATCH },
		{ .op = DETACH,                 .old = "drop",  .flags = REPLACE, MISMATCH },
		{ .op = QUERY,  .prog = "pass" },
		),
	},
	{
		.name	= "attach.replace-needs-expected",
		.clauses = "I08",
		.why	= "REPLACE without an expected program must be refused, not taken for a "
			  "plain attach",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass" },
		{ .op = ATTACH, .prog = "drop", .flags = REPLACE, .want = -EINVAL },
		{ .op = QUERY,  .prog = "pass" },
		),
	},
	{
		.name	= "attach.expected-needs-replace",
		.clauses = "I08",
		.why	= "an expected program without REPLACE is ignored, which old programs rely "
			  "on",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass", .old = "tx" },
		{ .op = QUERY,  .prog = "pass" },
		),
	},
	{
		.name	= "attach.detach-nothing",
		.clauses = "I14",
		.why	= "detaching where nothing is attached must succeed, as clean-up code "
			  "expects",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = DETACH },
		{ .op = DETACH, .mode = NO_MODE },
		{ .op = QUERY },
		),
	},

	/* Programs that are not for a device */

	{
		.name	= "attach.not-for-devices",
		.clauses = "D08 E09 I12",
		.why	= "programs for map entries and of other types must be refused, and leave "
			  "the old one running",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass" },
		{ .op = ATTACH, .prog = "egress", .want = -EINVAL,
		  .extack = "BPF_XDP_DEVMAP programs can not be attached to a device" },
		{ .op = ATTACH, .prog = "on_cpu", .want = -EINVAL,
		  .extack = "BPF_XDP_CPUMAP programs can not be attached to a device" },
		{ .op = ATTACH, .prog = "filter", .want = -EINVAL },
		{ .op = QUERY,  .prog = "pass" },
		),
	},
	{
		.name	= "attach.bound",
		.clauses = "I21",
		.why	= "a program that is bound to a device must be taken by it in native mode, "
			  "and by no other",
		.modes	= NATIVE,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "bound" },
		{ .op = QUERY,  .prog = "bound" },
		{ .op = DEVICE_ADD },
		{ .op = ATTACH, .prog = "bound", .on = SPARE, .want = -EINVAL,
		  .extack = "Program bound to different device" },
		{ .op = QUERY, .on = SPARE },
		),
	},
	{
		.name	= "attach.bound-generic",
		.clauses = "I21",
		.why	= "generic mode has no driver to bind to, and must refuse a program that "
			  "is bound to a device",
		.modes	= GENERIC,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "bound", .want = -EINVAL,
		  .extack = "Can't attach device-bound programs in generic mode" },
		{ .op = QUERY },
		),
	},

	/* Who may */

	{
		.name	= "attach.needs-privilege",
		.clauses = "I28",
		.why	= "a user without privileges must not attach a program, nor take one away",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass", .nobody = true, .want = -EPERM },
		{ .op = QUERY },
		{ .op = ATTACH, .prog = "pass" },
		{ .op = ATTACH, .prog = "drop", .nobody = true, .want = -EPERM },
		{ .op = DETACH,                 .nobody = true, .want = -EPERM },
		{ .op = QUERY,  .prog = "pass" },
		),
	},
	{
		.name	= "attach.load-needs-privilege",
		.clauses = "I28",
		.why	= "a user without privileges must not load an XDP program",
		.steps	= STEPS(
		{ .op = LOAD, .prog = "pass" },
		{ .op = LOAD, .prog = "pass", .nobody = true, .want = -EPERM },
		),
	},

	/* What goes with programs and devices */

	{
		/* veth registers pages without an owner, for which neither tracepoint fires. */
		.name	= "attach.memory-freed",
		.clauses = "I13",
		.why	= "the memory that a driver registers when a program comes must be given "
			  "back when it goes",
		.modes	= NATIVE,
		.steps	= STEPS(
		{ .op = ATTACH, .prog = "pass" },
		{ .op = ATTACH, .prog = "drop" },
		{ .op = DETACH },
		{ .op = MEMORY_FREED },
		),
	},

	{
		.name	= "attach.device-deleted",
		.clauses = "I29",
		.why	= "a device must go, and take its program with it",
		.modes	= BOTH,
		.steps	= STEPS(
		{ .op = DEVICE_ADD },
		{ .op = ATTACH, .prog = "pass", .on = SPARE },
		{ .op = QUERY,  .prog = "pass", .on = SPARE },
		{ .op = DEVICE_DELETE },
		),
	},
};

CASES(attach, rows);
