/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows that send nothing: a script of system calls, each with the answer that
 * the kernel promises. It ends at the first step that is answered otherwise,
 * and all that it made is undone, however far it came.
 *
 *	.steps = STEPS(
 *	{ .op = ATTACH, .prog = "pass" },
 *	{ .op = ATTACH, .prog = "drop", .flags = XDP_FLAGS_UPDATE_IF_NOEXIST,
 *	  .want = -EBUSY, .extack = "XDP program already attached" },
 *	{ .op = QUERY,  .prog = "pass" },
 *	),
 *
 * Two things are looked at without being written down: that a refusal leaves
 * the device with the programs that it had, and that nothing is attached when
 * all is undone.
 */
#ifndef XDPCHECK_STEPS_H
#define XDPCHECK_STEPS_H

#include "lab.h"
#include "netlink.h"

enum step_op {
	STEPS_END,

	LOAD,			/* .prog into the kernel */
	ATTACH,			/* .prog, by netlink; .old: it is to replace this one */
	DETACH,			/* by netlink */
	QUERY,			/* .prog is attached in .mode, alone; NULL: nothing is */

	LINK_CREATE,		/* .prog, by a bpf_link, of which a script has one */
	LINK_UPDATE,		/* to .prog; .old: it is to replace this one */
	LINK_DETACH,
	LINK_PIN,
	LINK_CLOSE,		/* the descriptor; the link itself lives on when pinned */
	LINK_OPEN,		/* a descriptor of the pinned link */
	LINK_QUERY,		/* the link holds .prog, and .on; .gone: no device */

	DEVICE_ADD,		/* a pair of veth, SPARE and SPARE_END, as .device says */
	DEVICE_DOWN,
	DEVICE_DELETE,
	FEATURES,		/* of netdev-genl, as .features says */
	FORWARD,		/* a frame is redirected to the device, or refused with .want */
	XMIT_AGREES,		/* it is, if the device promises so, or refused if not */
	MEMORY_FREED,		/* what drivers registered for XDP since the script began */
	FAR_END,		/* of the wire: gets a program and with it NAPI; .gone: loses it */

	MAP_CREATE,		/* .map, of which a script has one */
	MAP_UPDATE,		/* .entry, with .prog in it */
	MAP_LOOKUP,		/* .entry is there, with .prog in it */
	MAP_DELETE,

	RUN,			/* BPF_PROG_TEST_RUN of .prog, as .run says */

	SOCKET_OPEN,		/* AF_XDP, as .xsk says, of which a script has one */
	SOCKET_PUT,		/* the frames .tx into its TX ring */
	SOCKET_SEND,		/* sendto() with .flags */
	SOCKET_COMPLETED,	/* .n valid frames were, since it was asked last; no more are */
	SOCKET_INVALID,		/* tx_invalid_descs of its statistics is .n */
	SOCKET_WAKEUP,		/* the TX ring asks for a sendto() */

	STEP_OPS
};

/* ITS_MODE is that of the instance; in MODE_CORE there is none. */
enum step_mode { ITS_MODE, OTHER_MODE, NO_MODE, TWO_MODES, STEP_MODES };

enum step_device { DUT, SPARE, SPARE_END, STEP_DEVICES };

#define STEPS(...) (const struct step[]) { __VA_ARGS__ { } }
#define NOTHING ""		/* as .old: nothing is attached */
#define SUCCESS 1		/* as .or_want: 0, where 0 itself is no other answer */
#define CPUS (1u << 30)		/* CPUS + n: so many more than the kernel has CPUs */

struct step {
	enum step_op op;
	const char *prog;	/* by its name in harness/step_prog.c */
	const char *old;
	enum step_mode mode;
	uint32_t flags;		/* of the system call, beside those of the mode */
	enum step_device on;
	bool nobody;		/* done by a process of the user nobody */
	bool gone;
	union {
		struct {
			unsigned mtu;		/* of SPARE_END; 0: 1500 */
			unsigned end_queues;	/* TX, of SPARE_END; 0: 1 */
		} device;
		struct {
			uint32_t needs;		/* of enum xdp_feature: skip without, */
			uint32_t unless;	/*   or with */
			uint32_t has, lacks;	/* promised */
			bool same;		/* as when the script asked last */
		} features;
		struct {
			uint32_t type;		/* BPF_MAP_TYPE_* */
			unsigned entries;
		} map;
		struct {
			uint32_t key;
			enum to to;		/* a devmap's ifindex; or .on, if not DUT */
			unsigned qsize;		/* a cpumap's */
		} entry;
		struct {
			unsigned size;		/* bytes of data_in; 0: 64 */
			unsigned room;		/* for data_out; 0: enough */
			bool dry_out;		/* data_out is wanted, although live */
			const struct xdp_md *ctx;	/* NULL: none; */
			enum to ingress;	/*   its ingress_ifindex */
			unsigned repeat, batch;	/* flags: BPF_F_TEST_XDP_LIVE_FRAMES */
			uint32_t verdict;	/* promised */
		} run;
		struct xsk_config xsk;	/* ifname, queue and busy_ms are filled in */
		struct {
			unsigned n;		/* 0: 1 */
			uint64_t addr;		/* of the first; the others in the chunks behind */
			unsigned len;		/* bytes; 0: 64 */
			unsigned options;
			bool invalid;		/* counted, not sent */
		} tx;
		unsigned n;
	};
	int want;		/* 0, or the -errno promised */
	int or_want;		/* another right answer, of other kernels */
	const char *extack;	/* of the refusal, in any case of letters; NULL: not looked at */
};

/* A step in words, "ATTACH of drop with UPDATE_IF_NOEXIST", and its promise, "-EBUSY
 * (XDP program already attached)".
 */
const char *step_words(const struct step *step, char *text, size_t size);
const char *step_promise(const struct step *step, char *text, size_t size);

/* Runs the row's steps in the lab and leaves the lab as it was. 0 or a fault. */
int steps_run(struct instance *in, struct lab *lab);

#endif
