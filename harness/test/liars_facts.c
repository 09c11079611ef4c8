/* SPDX-License-Identifier: GPL-2.0-only */
/* Liars about what a driver, a kernel and a lab say of themselves: modes,
 * tracepoints, counters, capabilities, and the list of what is known.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "liars.h"

#define TARGETS SET(CAP_TARGETS)
#define PASSED	.expect = { .at = STACK, .verdict = XDP_PASS }

/* Modes: the kernel makes something else of a request than was asked for. */

static void take_generic(struct xdp_request *req)
{
	req->flags = XDP_FLAGS_SKB_MODE;
}

static void take_native(struct xdp_request *req)
{
	req->flags = XDP_FLAGS_DRV_MODE;
}

static void take_nothing(struct xdp_request *req)
{
	req->prog_fd = -1;
}

static void take_other(struct xdp_request *req)
{
	if (req->prog_fd >= 0)
		req->prog_fd = other.fd;
}

static void refuse(struct xdp_request *req)
{
	req->flags |= 1u << 31;
}

/* Tracepoints: a stranger's program fires them on the device, so often. */

static void flood(struct lab *lab, unsigned times)
{
	const struct prog_config config = { .ifindex = lab->ports[TO_UNKNOWN].ifindex };
	_cleanup_(prog_unload) struct prog prog = {};
	static const uint8_t zeros[64];
	struct test_run run = {
		.in = zeros, .in_len = sizeof(zeros), .ifindex = lab->dut.ifindex,
		.live = true, .repeat = times,
	};

	if (!prog_load(&prog, "lie_flood", NULL, &config))
		prog_test_run(prog.fd, &run);
}

static void fire_once(struct lab *lab)
{
	flood(lab, 1);
}

static void overflow(struct lab *lab)
{
	flood(lab, 20000);
}

/* Counters: a driver that is listed with others than it has. */

static int misname_counters(struct lab *lab)
{
	static const struct driver_traits traits = {
		.bulk_tx = true,
		.counters = { [COUNT_DROP] = "rx_queue_*_xdp_packets" },
	};

	lab->traits = &traits;
	return 0;
}

static int want_counters(struct lab *lab)
{
	static const struct driver_traits traits = {
		.bulk_tx = true,
		.counters = { [COUNT_DROP] = "rx_queue_*_xdp_lies" },
	};

	lab->traits = &traits;
	return 0;
}

static int deny_bulk_tx(struct lab *lab)
{
	static const struct driver_traits traits;

	lab->traits = &traits;
	return 0;
}

static void restore_traits(struct lab *lab)
{
	lab->traits = traits_of(lab->facts->driver);
}

/* What this lab cannot do, and why. */

static unsigned true_caps;

static int lack_caps(struct lab *lab)
{
	struct lab_facts *facts = lab->facts;

	true_caps = facts->caps;
	facts->caps &= ~(SET(CAP_XMIT) | SET(CAP_TARGETS));
	strcpy(facts->missing[CAP_XMIT], "liars send nothing");
	strcpy(facts->missing[CAP_TARGETS], "nor do they aim");
	return 0;
}

static void regain_caps(struct lab *lab)
{
	lab->facts->caps = true_caps;
}

/* A kernel on which no tracepoint can be heard. */
static int lose_hearing(struct lab *lab)
{
	struct lab_facts *facts = lab->facts;

	true_caps = facts->caps;
	facts->caps &= ~SET(CAP_EVENTS);
	strcpy(facts->missing[CAP_EVENTS], "nobody listens");
	strcpy(lab->events.deaf, "nobody listens");
	return 0;
}

static void regain_hearing(struct lab *lab)
{
	lab->events.deaf[0] = '\0';
	regain_caps(lab);
}

int liars_known(void)
{
	static const struct {
		const char *name, *driver, *reason, *evidence;
	} list[] = {
		{ "facts.known/*", "veth", "frame * came to the stack*", "it is a liar" },
		{ "facts.known-else/*", "veth", "frame * came to the peer*", "it is not" },
		{ "facts.known-elsewhere/*", "liar", "frame * came to *", "it is not" },
		{ "facts.known-error/*", "*", "*", "it is not" },
		{ "commands.fails/*", "*", "the program returned *", "it is a liar" },
	};
	int fd = memfd_create("known", MFD_CLOEXEC);

	dprintf(fd, "{ \"schema\": 1, \"known\": [");
	for (unsigned i = 0; i < ARRAY_SIZE(list); i++)
		dprintf(fd, "%s{ \"case\": \"%s\", \"driver\": \"%s\", \"reason\": \"%s\", "
			"\"evidence\": \"%s\" }", i ? ", " : "", list[i].name, list[i].driver,
			list[i].reason, list[i].evidence);
	dprintf(fd, "] }\n");
	return fd;
}

static int be_honest(struct lab *lab, struct result *res)
{
	(void)res;
	(void)lab;
	return fault(-EIO, "be honest");
}

#define NOT_DROPPED								\
	SENT, .prog = "lie_verdict", .config = { .action = XDP_DROP, .flags = XDP_PASS }, \
	.expect = { .verdict = XDP_DROP }
#define NOT_DROPPED_SAYS "frame 1 of 16 came to the stack, although the verdict was XDP_DROP"

static const struct liar liars[] = {
	{
		.row	= { .name = "facts.native-is-generic", SENT_BY(NATIVE, PACKET),
			    .prog = "pass", PASSED },
		.asked	= take_generic,
		.status	= FAIL,
		.says	= "asked for native mode, the program runs in generic mode",
	},
	{
		.row	= { .name = "facts.generic-is-native", SENT_BY(GENERIC, PACKET),
			    .prog = "pass", PASSED },
		.asked	= take_native,
		.status	= FAIL,
		.says	= "asked for generic mode, the program runs in native mode",
	},
	{
		.row	= { .name = "facts.not-attached", SENT_BY(NATIVE, PACKET), .prog = "pass",
			    PASSED },
		.asked	= take_nothing,
		.status	= FAIL,
		.says	= "asked for native mode, the program runs in no mode",
	},
	{
		.row	= { .name = "facts.other-attached", SENT, .prog = "pass", PASSED },
		.before	= load_other,
		.after	= unload_other,
		.asked	= take_other,
		.status	= FAIL,
		.says	= "the device has the program with id *, not *",
	},
	{
		.row	= { .name = "facts.refused", SENT_BY(NATIVE, PACKET), .prog = "pass",
			    PASSED },
		.asked	= refuse,
		.status	= FAIL,
		.says	= "the driver refuses the program in native mode: Invalid argument (*)",
	},
	{
		.row	= { .name = "facts.exception-act", SENT, .prog = "lie_verdict",
			    .config = { .action = 5, .flags = XDP_ABORTED },
			    .expect = { .verdict = 5, .exception = true } },
		.status	= FAIL,
		.says	= "xdp_exception act=5 on dut0: 0, not 16, but xdp_exception "
			  "act=XDP_ABORTED on dut0: 16",
	},
	{
		.row	= { .name = "facts.exception-missing", SENT, .prog = "lie_verdict",
			    .config = { .action = XDP_ABORTED, .flags = XDP_DROP },
			    .expect = { .aborted = true, .exception = true } },
		.status	= FAIL,
		.says	= "xdp_exception act=XDP_ABORTED on dut0: 0, not 16",
	},
	{
		.row	= { .name = "facts.exceptions-few", SENT, .prog = "lie_verdict",
			    .config = { .action = XDP_ABORTED, .flags = XDP_DROP, .key = 11 },
			    .expect = { .aborted = true, .exception = true } },
		.status	= FAIL,
		.says	= "xdp_exception act=XDP_ABORTED on dut0: 15, not 16",
	},
	{
		.row	= { .name = "facts.exception-unpromised", SENT, .prog = "lie_verdict",
			    .config = { .action = XDP_DROP, .flags = XDP_ABORTED, .key = 4 },
			    .expect = { .verdict = XDP_DROP } },
		.status	= FAIL,
		.says	= "xdp_exception act=XDP_ABORTED on dut0: 1, not 0",
	},
	{
		.row	= { .name = "facts.redirect-errno", SENT, .prog = "redirect", .to = TO_DOWN,
			    .needs = TARGETS, .expect = { .redirect_err = -EINVAL } },
		.status	= FAIL,
		.says	= "xdp_redirect_err err=-EINVAL on dut0 to out4: 0, not 16, but "
			  "xdp_redirect_err err=-ENETDOWN on dut0 to out4: 16",
	},
	{
		.row	= { .name = "facts.redirect-target", SENT, .prog = "redirect",
			    .to = TO_SECOND,
			    .needs = TARGETS, .expect = { .at = SECOND, .redirect = TO_TARGET } },
		.status	= FAIL,
		.says	= "xdp_redirect on dut0 to out0: 1, not 17, but xdp_redirect on dut0 to "
			  "out1: 16",
	},
	{
		.row	= { .name = "facts.redirect-ok", SENT, .prog = "redirect", .to = TO_DOWN,
			    .needs = TARGETS, .expect = { .redirect = TO_DOWN } },
		.status	= FAIL,
		.says	= "xdp_redirect on dut0 to out4: 0, not 16, but xdp_redirect_err "
			  "err=-ENETDOWN on dut0 to out4: 16",
	},
	{
		.row	= { .name = "facts.other-program", SENT, .prog = "pass",
			    .needs = SET(CAP_LIVE), PASSED },
		.sending	= fire_once,
		.status	= FAIL,
		.says	= "xdp_redirect_err err=-EINVAL on dut0: 1, not 0 (with the id of another "
			  "program)",
	},
	{
		.row	= { .name = "facts.events-lost", SENT_BY(NATIVE, PACKET), .prog = "pass",
			    .needs = SET(CAP_LIVE), PASSED },
		.sending	= overflow,
		.status	= ERROR,
		.says	= "* tracepoint events were lost",
	},
	{
		.row	= { .name = "facts.counter-of-others", SENT_BY(NATIVE, PACKET),
			    .prog = "drop", .expect = { .at = 0 } },
		.before	= misname_counters,
		.after	= restore_traits,
		.status	= FAIL,
		.says	= "the driver's counter rx_queue_*_xdp_packets moved by 19, not 16",
	},
	{
		.row	= { .name = "facts.counter-missing", SENT_BY(NATIVE, PACKET),
			    .prog = "drop", .expect = { .at = 0 } },
		.before	= want_counters,
		.after	= restore_traits,
		.status	= FAIL,
		.says	= "the driver's counter rx_queue_*_xdp_lies moved by 0, not 16",
	},
	{
		.row	= { .name = "facts.bulk-tx", SENT_BY(NATIVE, PACKET), .prog = "tx",
			    .expect = { .at = PEER } },
		.before	= deny_bulk_tx,
		.after	= restore_traits,
		.status	= FAIL,
		.says	= "xdp_bulk_tx sent on dut0: 17, not 0",
	},
	{
		.row	= { .name = "facts.xsk-counter", SENT, .prog = "xsk", .xsk = XSK_NO_FILL,
			    .expect = { .redirect_err = -ENOMEM, .xsk = { .dropped = 1 } } },
		.status	= FAIL,
		.says	= "the AF_XDP socket's rx_fill_ring_empty_descs moved by 16, not 0",
	},
	{
		.row	= { .name = "facts.cpumap-queue", SENT_BY(NATIVE, XMIT), .prog = "cpumap",
			    .qsize = 64, .needs = SET(CAP_TWO_CPUS),
			    .expect = { .at = STACK, .redirect_map = true, .lossy = true } },
		.status	= FAIL,
		.says	= "all 16 frames came, although the queue holds only 64",
	},
	{
		.row	= { .name = "facts.missing", SENT_BY(BOTH, XMIT), .prog = "redirect",
			    .needs = TARGETS, PASSED },
		.before	= lack_caps,
		.after	= regain_caps,
		.status	= SKIP,
		.says	= "peer-xmit: liars send nothing; redirect-targets: nor do they aim",
	},
	{
		.row	= { .name = "facts.unheard", SENT, .prog = "redirect", .to = TO_TARGET,
			    .needs = TARGETS, .expect = { .at = TARGET, .redirect = TO_SECOND } },
		.before	= lose_hearing,
		.after	= regain_hearing,
		.status	= PASS,
		.says	= "",
	},
	{
		.row	= { .name = "facts.unheard-error", SENT, .prog = "redirect", .to = TO_DOWN,
			    .needs = TARGETS, .expect = { .redirect_err = -ENETDOWN } },
		.before	= lose_hearing,
		.after	= regain_hearing,
		.status	= SKIP,
		.says	= "tracepoints: nobody listens",
	},
	{
		.row	= { .name = "facts.known", NOT_DROPPED },
		.status	= KNOWN,
		.says	= NOT_DROPPED_SAYS,
		.evidence = "it is a liar",
	},
	{
		.row	= { .name = "facts.known-else", NOT_DROPPED },
		.status	= FAIL,
		.says	= NOT_DROPPED_SAYS,
	},
	{
		.row	= { .name = "facts.known-elsewhere", NOT_DROPPED },
		.status	= FAIL,
		.says	= NOT_DROPPED_SAYS,
	},
	{
		.row	= { .name = "facts.known-error", SENT, .prog = "pass", PASSED,
			    .between = be_honest, .after = { .at = STACK } },
		.status	= ERROR,
		.says	= "be honest: Input/output error",
	},
};

LIARS(facts, liars, 10000);
