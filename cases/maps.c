/* SPDX-License-Identifier: GPL-2.0-only */
/* Maps that frames are redirected through: what their entries may hold. */
#include "steps.h"

#define DEVMAP		.map = { .type = BPF_MAP_TYPE_DEVMAP, .entries = 8 }
#define DEVMAP_HASH	.map = { .type = BPF_MAP_TYPE_DEVMAP_HASH, .entries = 2 }
#define CPUMAP_OF(cpus)	.map = { .type = BPF_MAP_TYPE_CPUMAP, .entries = cpus }

/* 6.12 and 6.18 say so of all that __cpu_map_entry_alloc() fails with. */
#define WRONG_PROGRAM	.want = -ENOMEM, .or_want = -EINVAL

#define KEY(number, ...) .entry = { .key = number, __VA_ARGS__ }
#define FAR		4000000000u
#define TO_DUT		.to = TO_INGRESS	/* every lab has it */

static const struct xcase rows[] = {

	/* Devmaps */

	{
		.name	= "maps.devmap-entry",
		.clauses = "D01",
		.why	= "a devmap must hold what was put in, and an ifindex of 0 must clear the "
			  "entry",
		.steps	= STEPS(
		{ .op = MAP_CREATE, DEVMAP },
		{ .op = MAP_LOOKUP, KEY(7), .want = -ENOENT },
		{ .op = MAP_UPDATE, KEY(7, TO_DUT) },
		{ .op = MAP_LOOKUP, KEY(7, TO_DUT) },
		{ .op = MAP_UPDATE, KEY(7, TO_DUT), .flags = BPF_EXIST },
		{ .op = MAP_UPDATE, KEY(7, .to = TO_NONE) },
		{ .op = MAP_LOOKUP, KEY(7), .want = -ENOENT },
		{ .op = MAP_UPDATE, KEY(7, TO_DUT) },
		{ .op = MAP_DELETE, KEY(7) },
		{ .op = MAP_LOOKUP, KEY(7), .want = -ENOENT },
		{ .op = MAP_DELETE, KEY(7) },
		),
	},
	{
		.name	= "maps.devmap-refuses",
		.clauses = "D01",
		.why	= "a devmap must refuse devices that do not exist and keys beyond its end, "
			  "or frames go astray",
		.steps	= STEPS(
		{ .op = MAP_CREATE, DEVMAP },
		{ .op = MAP_UPDATE, KEY(0, .to = TO_UNKNOWN), .want = -EINVAL },
		{ .op = MAP_LOOKUP, KEY(0), .want = -ENOENT },
		{ .op = MAP_UPDATE, KEY(8, TO_DUT), .want = -E2BIG },
		{ .op = MAP_UPDATE, KEY(0, TO_DUT), .flags = BPF_NOEXIST, .want = -EEXIST },
		{ .op = MAP_UPDATE, KEY(0, TO_DUT), .flags = 8, .want = -EINVAL },
		{ .op = MAP_LOOKUP, KEY(8), .want = -ENOENT },
		{ .op = MAP_DELETE, KEY(8), .want = -EINVAL },
		),
	},
	{
		.name	= "maps.devmap-hash-entry",
		.clauses = "D01 D03",
		.why	= "a devmap_hash must hold entries under any key, as many as it was made "
			  "for",
		.steps	= STEPS(
		{ .op = MAP_CREATE, DEVMAP_HASH },
		{ .op = MAP_UPDATE, KEY(FAR, TO_DUT), .flags = BPF_NOEXIST },
		{ .op = MAP_LOOKUP, KEY(FAR, TO_DUT) },
		{ .op = MAP_UPDATE, KEY(FAR, TO_DUT), .flags = BPF_NOEXIST, .want = -EEXIST },
		{ .op = MAP_UPDATE, KEY(FAR, TO_DUT), .flags = BPF_EXIST },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT) },
		{ .op = MAP_UPDATE, KEY(2, TO_DUT), .want = -E2BIG },
		{ .op = MAP_DELETE, KEY(1) },
		{ .op = MAP_LOOKUP, KEY(1), .want = -ENOENT },
		{ .op = MAP_DELETE, KEY(1), .want = -ENOENT },
		{ .op = MAP_UPDATE, KEY(2, TO_DUT) },
		),
	},
	{
		.name	= "maps.devmap-hash-refuses",
		.clauses = "D01",
		.why	= "a devmap_hash must refuse devices that do not exist, 0 among them: it "
			  "has a delete",
		.steps	= STEPS(
		{ .op = MAP_CREATE, DEVMAP_HASH },
		{ .op = MAP_UPDATE, KEY(1, .to = TO_UNKNOWN), .want = -EINVAL },
		{ .op = MAP_UPDATE, KEY(1, .to = TO_NONE), .want = -EINVAL },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT), .flags = 8, .want = -EINVAL },
		{ .op = MAP_LOOKUP, KEY(1), .want = -ENOENT },
		),
	},
	{
		.name	= "maps.devmap-device-deleted",
		.clauses = "D02",
		.why	= "a device that goes must take its devmap entries with it, or frames are "
			  "sent into freed memory",
		.steps	= STEPS(
		{ .op = DEVICE_ADD },
		{ .op = MAP_CREATE, DEVMAP },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT) },
		{ .op = MAP_UPDATE, KEY(2), .on = SPARE },
		{ .op = MAP_UPDATE, KEY(3), .on = SPARE_END },
		{ .op = MAP_LOOKUP, KEY(2), .on = SPARE },
		{ .op = DEVICE_DELETE },
		{ .op = MAP_LOOKUP, KEY(1, TO_DUT) },
		{ .op = MAP_LOOKUP, KEY(2), .want = -ENOENT },
		{ .op = MAP_LOOKUP, KEY(3), .want = -ENOENT },
		),
	},
	{
		.name	= "maps.devmap-hash-device-deleted",
		.clauses = "D02",
		.why	= "a device that goes must take its devmap_hash entries with it, and leave "
			  "their room to others",
		.steps	= STEPS(
		{ .op = DEVICE_ADD },
		{ .op = MAP_CREATE, DEVMAP_HASH },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT) },
		{ .op = MAP_UPDATE, KEY(2), .on = SPARE },
		{ .op = MAP_LOOKUP, KEY(2), .on = SPARE },
		{ .op = DEVICE_DELETE },
		{ .op = MAP_LOOKUP, KEY(1, TO_DUT) },
		{ .op = MAP_LOOKUP, KEY(2), .want = -ENOENT },
		{ .op = MAP_UPDATE, KEY(3, TO_DUT) },
		),
	},
	{
		.name	= "maps.devmap-program",
		.clauses = "D08",
		.why	= "a devmap entry must take programs for devmaps and no others",
		.steps	= STEPS(
		{ .op = MAP_CREATE, DEVMAP },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT), .prog = "egress" },
		{ .op = MAP_LOOKUP, KEY(1, TO_DUT), .prog = "egress" },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT), .prog = "pass",   .want = -EINVAL },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT), .prog = "on_cpu", .want = -EINVAL },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT), .prog = "filter", .want = -EINVAL },
		{ .op = MAP_UPDATE, KEY(1, .to = TO_NONE), .prog = "egress", .want = -EINVAL },
		{ .op = MAP_LOOKUP, KEY(1, TO_DUT), .prog = "egress" },
		),
	},
	{
		.name	= "maps.devmap-hash-program",
		.clauses = "D08",
		.why	= "a devmap_hash entry must take programs for devmaps and no others",
		.steps	= STEPS(
		{ .op = MAP_CREATE, DEVMAP_HASH },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT), .prog = "egress" },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT), .prog = "pass",   .want = -EINVAL },
		{ .op = MAP_UPDATE, KEY(1, TO_DUT), .prog = "on_cpu", .want = -EINVAL },
		{ .op = MAP_LOOKUP, KEY(1, TO_DUT), .prog = "egress" },
		),
	},

	/* Cpumaps */

	{
		.name	= "maps.cpumap-entry",
		.clauses = "E01",
		.why	= "a cpumap must hold the queue size that was put in, and a size of 0 must "
			  "clear the entry",
		.steps	= STEPS(
		{ .op = MAP_CREATE, CPUMAP_OF(1) },
		{ .op = MAP_LOOKUP, KEY(0), .want = -ENOENT },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 192) },
		{ .op = MAP_LOOKUP, KEY(0, .qsize = 192) },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 16384) },
		{ .op = MAP_LOOKUP, KEY(0, .qsize = 16384) },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 0) },
		{ .op = MAP_LOOKUP, KEY(0), .want = -ENOENT },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 8) },
		{ .op = MAP_DELETE, KEY(0) },
		{ .op = MAP_LOOKUP, KEY(0), .want = -ENOENT },
		),
	},
	{
		.name	= "maps.cpumap-refuses",
		.clauses = "E01",
		.why	= "a cpumap must refuse huge queues and keys beyond its end, and keep the "
			  "entry that it has",
		.steps	= STEPS(
		{ .op = MAP_CREATE, CPUMAP_OF(1) },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 64) },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 16385), .want = -EOVERFLOW },
		{ .op = MAP_UPDATE, KEY(1, .qsize = 64), .want = -E2BIG },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 64), .flags = BPF_NOEXIST, .want = -EEXIST },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 64), .flags = 8, .want = -EINVAL },
		{ .op = MAP_DELETE, KEY(1), .want = -EINVAL },
		{ .op = MAP_LOOKUP, KEY(0, .qsize = 64) },
		),
	},
	{
		.name	= "maps.cpumap-no-cpu",
		.clauses = "E01",
		.why	= "a cpumap must refuse a CPU that the machine cannot have: no thread "
			  "would ever run there",
		.steps	= STEPS(
		{ .op = MAP_CREATE, CPUMAP_OF(CPUS + 1) },
		{ .op = MAP_UPDATE, KEY(CPUS, .qsize = 64), .want = -ENODEV },
		),
	},
	{
		.name	= "maps.cpumap-too-large",
		.clauses = "E02",
		.why	= "a cpumap for more CPUs than the kernel was built for must be refused",
		.steps	= STEPS(
		{ .op = MAP_CREATE, CPUMAP_OF(1 << 20), .want = -E2BIG },
		{ .op = MAP_CREATE, CPUMAP_OF(0), .want = -EINVAL },
		),
	},
	{
		.name	= "maps.cpumap-program",
		.clauses = "E09",
		.why	= "a cpumap entry must take programs for cpumaps and no others",
		.steps	= STEPS(
		{ .op = MAP_CREATE, CPUMAP_OF(1) },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 8), .prog = "on_cpu" },
		{ .op = MAP_LOOKUP, KEY(0, .qsize = 8), .prog = "on_cpu" },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 8), .prog = "pass",   WRONG_PROGRAM },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 8), .prog = "egress", WRONG_PROGRAM },
		{ .op = MAP_UPDATE, KEY(0, .qsize = 8), .prog = "filter", WRONG_PROGRAM },
		{ .op = MAP_LOOKUP, KEY(0, .qsize = 8), .prog = "on_cpu" },
		),
	},
};

CASES(maps, rows);
