/* SPDX-License-Identifier: GPL-2.0-only */
/* The whole vocabulary of the harness. Read this file first.
 *
 * A case is a row: with this program attached in this mode, frames of this
 * shape, sent in this way, must be seen at these places, once, with exactly
 * these bytes and these tracepoint events, and nowhere else.
 */
#ifndef XDPCHECK_H
#define XDPCHECK_H

#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <linux/bpf.h>

#include "../bpf/common.h"

#define XDPCHECK_VERSION "0.1"

#define SET(x) (1u << (x))	/* a set of any enum below that counts from 0 */
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define _cleanup_(f) __attribute__((cleanup(f)))

/* How the program is attached. CORE: not at all, BPF_PROG_TEST_RUN runs it. */
enum mode { MODE_GENERIC, MODE_NATIVE, MODE_OFFLOAD, MODE_CORE, MODES };

/* How frames reach the device under test. The first two run the program
 * without a device's receive path (MODE_CORE), the others put frames on the
 * wire; XMIT arrives as frames that were redirected into the far end. OUT goes
 * the other way: an AF_XDP socket on the device sends to the peer.
 */
enum way { WAY_TEST_RUN, WAY_LIVE, WAY_PACKET, WAY_XSK, WAY_XMIT, WAY_OUT, WAYS };

enum shape {
	SHAPE_RUNT, SHAPE_MIN, SHAPE_TINY, SHAPE_UDP, SHAPE_MASKED, SHAPE_MTU,
	SHAPE_VLAN, SHAPE_QINQ, SHAPE_LARGEST, SHAPES
};

enum place {
	AT_STACK,		/* the device's stack: a packet socket behind XDP */
	AT_SOCKET,		/* a UDP socket on the device's address */
	AT_XSK,			/* an AF_XDP socket on the device */
	AT_PEER,		/* the far end of the wire */
	AT_TARGET,		/* behind the ports that frames are redirected to */
	AT_SECOND,
	AT_DEAF,
	AT_NARROW,
	AT_ELSEWHERE,		/* any other interface in the lab */
	PLACES
};

/* Where a program redirects to. The lab resolves it to an interface. */
enum to {
	TO_NONE,
	TO_TARGET,		/* a port in order */
	TO_SECOND,		/* another one */
	TO_INGRESS,		/* the device itself: a hairpin */
	TO_DOWN,		/* a port that is down */
	TO_DEAF,		/* a port whose far end has no NAPI: it takes no xdp_frame */
	TO_NARROW,		/* a port whose MTU is NARROW_MTU */
	TO_UNKNOWN,		/* an ifindex that nobody has */
	TOS
};
#define NARROW_MTU 118		/* takes a frame of 136 bytes, SHAPE_QINQ, and not one of 137 */

enum cap { CAP_LIVE, CAP_XSK, CAP_XMIT, CAP_DEAF, CAP_TARGETS, CAP_TWO_QUEUES,
	   CAP_DEBUGFS, CAP_TWO_CPUS, CAP_FEATURES, CAP_NO_FEATURES, CAP_NATIVE, CAP_NO_NATIVE,
	   CAP_REDIRECT, CAP_NDO_XMIT, CAP_IDLE_XMIT, CAP_WIRE,
	   CAP_BOUNCE, CAP_LONG, CAP_HEADROOM, CAP_TAGS, CAP_FOREIGN, CAP_LONG_XMIT, CAP_EVENTS,
	   CAP_CONTEXT, CAP_BROADCAST, CAP_LONG_BURST, CAP_SOCKET,
	   CAPS };

/* The tracepoints that are listened to. */
enum event_kind {
	EV_EXCEPTION,
	EV_REDIRECT,
	EV_REDIRECT_ERR,
	EV_DEVMAP_XMIT,
	EV_BULK_TX,
	EV_CPUMAP_ENQUEUE,
	EV_CPUMAP_KTHREAD,
	EV_MEM_CONNECT,
	EV_MEM_DISCONNECT,
	EVENTS
};

/* PASS. FAIL: the driver or kernel is wrong. KNOWN: wrong, and listed with its
 * evidence. SKIP: cannot run here. ERROR: the harness or the machine is wrong.
 */
enum status { PASS, FAIL, KNOWN, SKIP, ERROR, STATUSES };

/* The AF_XDP socket in the XSKMAP of a case. */
enum xsk_kind {
	XSK_NONE,
	XSK_BOUND,		/* to the device and queue that frames come in by */
	XSK_UNBOUND,
	XSK_WRONG_DEVICE,	/* bound to the redirect target */
	XSK_WRONG_QUEUE,
	XSK_NO_FILL,		/* bound, and nothing in its fill ring */
	XSK_SMALL_RING,		/* with an RX ring of XSK_SMALL_FRAMES */
	XSK_SMALL_CHUNK,	/* of XSK_CHUNK_MIN bytes */
	XSK_KINDS
};
#define XSK_SMALL_FRAMES 8
#define XSK_CHUNK_MIN 2048

/* Something about the lab that a row wants otherwise while it runs. */
enum condition {
	COND_NONE,
	COND_DEAF_PEER,		/* the far end of the wire has no NAPI */
	COND_GRO_PEER,		/* the far end has NAPI by GRO, not by a program */
	COND_TWO_QUEUES,	/* the device has two receive queues, frames come in by 1 */
	COND_FAR_CPU,		/* live frames are run on another CPU */
	COND_BLACKHOLE,		/* the device has a qdisc that drops all that it is given */
	COND_DUT_GRO,		/* the device has NAPI without a native program */
	CONDITIONS
};

/* What must be seen, and nothing else. A count is for each frame of the burst. */
struct expect {
	unsigned at;		/* set of enum place, once each; 0: dropped */
	uint32_t verdict;	/* the program must return this; 0 means config.action */
	bool aborted;		/* .verdict is XDP_ABORTED, which is 0 too */
	int helper;		/* an adjust helper refuses with this -errno; no edit is made */
	bool exception;		/* xdp_exception fires, with act = the verdict; */
	enum to exception_on;	/* on this port, TO_NONE: on the device */
	enum to redirect;	/* xdp_redirect fires, with this to_ifindex; */
	bool redirect_map;	/* or with a map that is no devmap, and to_ifindex 0 */
	int redirect_err;	/* xdp_redirect_err fires, with this -errno */
	int xmit_err;		/* ndo_xdp_xmit of the port refuses all, with this -errno */
	bool egress_drop;	/* the devmap program drops: xdp_devmap_xmit.drops */
	bool lossy;		/* frames may be lost if events count them as drops */
	unsigned capacity;	/* only so many frames arrive, the others meet redirect_err */
	bool bulk_err;		/* native XDP_TX fails: xdp_bulk_tx.drops */
	unsigned headroom;	/* the program measures at least so many bytes */
	const char *log;	/* how the kernel log line about the verdict begins: once; */
	bool may_warn;		/* or it may be there or not; otherwise it must not */
	struct { unsigned dropped, ring_full, fill_empty; } xsk; /* per frame that got lost */
};

struct lab;
struct result;
struct step;

/* One row: one claim about drivers. It runs once for each mode x way in its
 * sets, over its shapes in bursts of BURST_SHAPES, and over its bursts in
 * frames of SHAPE_TINY. A row with steps sends nothing: it is a script of
 * system calls with the answers promised.
 */
struct xcase {
	const char *name;	/* "tx.bounce": unique and permanent, people grep for it */
	const char *clauses;	/* of the contract: "B01 B02 B05" */
	const char *why;	/* one sentence: what is broken when this fails */
	const char *prog;	/* a program in bpf/; NULL: none is attached */
	struct prog_config config;
	enum to to;		/* config.ifindex, and the entry at config.key of its map */
	const char *entry_prog;	/* a program in that devmap or cpumap entry */
	unsigned qsize;		/* of the cpumap entry; 0 means 512 */
	bool broadcast;		/* the devmap holds target, second and ingress as well */
	enum xsk_kind xsk;
	enum condition condition;
	bool mix;		/* frames choose among the verdicts in turn */
	unsigned modes, ways, shapes;	/* sets */
	unsigned bursts;	/* set of enum burst; 0: BURST_16 */
	unsigned needs;		/* set of enum cap; a lab without them skips */
	struct expect expect;
	/* rare: done between two bursts; a fault, or broken() and 0 */
	int (*between)(struct lab *lab, struct result *res);
	struct expect after;	/* with between: what the second burst must see */
	const struct step *steps;	/* ends with an empty one */
};

enum burst { BURST_1, BURST_16, BURST_17, BURST_64, BURST_300, BURSTS };

/* The words of the sets, as rows write them. */
#define GENERIC		SET(MODE_GENERIC)
#define NATIVE		SET(MODE_NATIVE)
#define OFFLOAD		SET(MODE_OFFLOAD)
#define BOTH		(GENERIC | NATIVE)
#define TEST_RUN	SET(WAY_TEST_RUN)
#define LIVE		SET(WAY_LIVE)
#define PACKET		SET(WAY_PACKET)
#define XSK		SET(WAY_XSK)
#define XMIT		SET(WAY_XMIT)
#define OUT		SET(WAY_OUT)
#define WIRE		(PACKET | XSK | XMIT)
#define CORE_WAYS	(TEST_RUN | LIVE)
#define ANY_WAY		(WIRE | TEST_RUN | LIVE)
#define TINY		SET(SHAPE_TINY)
#define UDP		SET(SHAPE_UDP)
#define ETHERNET	(SET(SHAPE_RUNT) | SET(SHAPE_MIN) | TINY | SET(SHAPE_MTU) | \
			 SET(SHAPE_VLAN) | SET(SHAPE_QINQ) | SET(SHAPE_LARGEST))
#define ANY_SHAPE	(ETHERNET | UDP)
#define ANY_BURST	(SET(BURST_1) | SET(BURST_16) | SET(BURST_17) | SET(BURST_64) | \
			 SET(BURST_300))
#define STACK		SET(AT_STACK)
#define PEER		SET(AT_PEER)
#define TARGET		SET(AT_TARGET)
#define SECOND		SET(AT_SECOND)

struct suite_table {		/* what CASES() exports from a file of cases/ */
	const char *name;
	const struct xcase *rows;
	unsigned count;
};
#define CASES(suite, table)						\
	const struct suite_table suite_##suite = { #suite, table, ARRAY_SIZE(table) }

/* What was seen, in numbers: the part of the ledger that reports show. */
struct seen {
	unsigned sent;		/* frames under test that the injector reports as accepted */
	unsigned ran;		/* times the program ran on one of them */
	unsigned at[PLACES];	/* how many of them arrived */
	unsigned events[EVENTS];	/* how often each tracepoint fired */
	unsigned headroom, tailroom;	/* bytes: the least of all frames, if measured */
	char log[160];		/* the kernel log line of the window, or "" */
	int err;		/* of what was refused, with */
	char extack[128];	/* the kernel's own words */
};

struct result {
	enum status status;
	enum mode got;		/* the mode really attached, never the one asked for */
	char reason[512];	/* the first broken promise, or every reason to skip */
	char evidence[256];	/* KNOWN: why this deviation is listed */
	unsigned us;		/* time that it took, and how much of it */
	unsigned waited_us;	/*   was spent waiting for fences */
	struct seen seen;
};

/* One row in one combination: what cmocka runs and what a report lists. */
struct instance {
	const struct xcase *row;
	const struct device *device;
	enum mode mode;
	enum way way;
	enum shape shape;
	enum burst burst;
	char name[96];		/* "tx.bounce/native/packet/vlan/16" */
	unsigned row_number;	/* in the run; one worker runs all instances of a row */
	bool done;
	struct result result;
};

/* What reports say of the lab: filled in by the first worker. */
struct lab_facts {
	char dev[IFNAMSIZ];
	char driver[32], version[64], firmware[64];	/* as ethtool -i says */
	unsigned caps;		/* set of enum cap */
	char missing[CAPS][96];	/* why a capability is not there */
	unsigned largest;	/* bytes of the largest frame a single buffer holds */
	unsigned live_largest;	/* the same for BPF_PROG_TEST_RUN, live if it can */
	uint64_t features;	/* NETDEV_XDP_ACT_*, from netdev-genl */
	bool has_features;	/* false before 6.3 */
};

/* A device under test: what one --dev names. In memory that workers share. */
struct device {
	char label[32];		/* "veth", "virtio_net:mq": unique in a run */
	char spec[64];		/* what lab_open() is given: "bond:802.3ad", "eth1,eth2" */
	struct lab_facts facts;
	bool lethal;		/* its bench killed the machine: none is made of it any more */
};

/* All instances of a run, device by device; in memory that its worker processes share. */
struct suite {
	struct instance *instances;
	unsigned count;
	unsigned jobs;
	bool strict;		/* KNOWN fails */
	struct device *devices;
	unsigned devices_count;
	unsigned us;		/* the suite's own time */
};

/* A report: begin and end frame the run, one is called for each instance, in
 * the suite's order, whatever the order in which workers ended them.
 */
struct report_kind {
	const char *name;	/* --report NAME[:FILE] */
	void (*begin)(FILE *out, const struct suite *suite);
	void (*one)(FILE *out, unsigned number, const struct instance *in);
	void (*end)(FILE *out, const struct suite *suite);
};

extern const char *const mode_names[MODES];
extern const char *const way_names[WAYS];
extern const char *const shape_names[SHAPES];
extern const char *const place_names[PLACES];
extern const char *const to_names[TOS];
extern const char *const cap_names[CAPS];
extern const char *const status_names[STATUSES];
extern const char *const event_names[EVENTS];
extern const unsigned burst_frames[BURSTS];

/* The driver broke a promise: FAIL. Keeps the first sentence only. */
void broken(struct result *res, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Cannot run here: SKIP. Collects every reason. */
void skipped(struct result *res, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* We or the machine failed: notes the sentence "...: strerror" and returns err. */
int fault(int err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* ERROR, with the sentence that fault() noted. */
void result_error(struct result *res);
/* The sentence that fault() noted last in this process. */
const char *fault_text(void);

#endif
