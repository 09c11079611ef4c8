/* SPDX-License-Identifier: GPL-2.0-only */
/* The words that an outcome is put in: names of all sets, and the sentences of
 * what broke, what cannot run, and what went wrong on our side.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "xdpcheck.h"

const char *const mode_names[MODES] = {
	[MODE_GENERIC] = "generic",
	[MODE_NATIVE] = "native",
	[MODE_OFFLOAD] = "offload",
	[MODE_CORE] = "core",
};

const char *const way_names[WAYS] = {
	[WAY_TEST_RUN] = "test_run",
	[WAY_LIVE] = "live",
	[WAY_PACKET] = "packet",
	[WAY_XSK] = "xsk",
	[WAY_XMIT] = "xmit",
	[WAY_OUT] = "out",
};

const char *const shape_names[SHAPES] = {
	[SHAPE_RUNT] = "runt",
	[SHAPE_MIN] = "min",
	[SHAPE_TINY] = "tiny",
	[SHAPE_UDP] = "udp",
	[SHAPE_MASKED] = "masked",
	[SHAPE_MTU] = "mtu",
	[SHAPE_VLAN] = "vlan",
	[SHAPE_QINQ] = "qinq",
	[SHAPE_LARGEST] = "largest",
};

const char *const place_names[PLACES] = {
	[AT_STACK] = "stack",
	[AT_SOCKET] = "socket",
	[AT_XSK] = "xsk",
	[AT_PEER] = "peer",
	[AT_TARGET] = "target",
	[AT_SECOND] = "second",
	[AT_DEAF] = "deaf",
	[AT_NARROW] = "narrow",
	[AT_ELSEWHERE] = "elsewhere",
};

const char *const to_names[TOS] = {
	[TO_NONE] = "none",
	[TO_TARGET] = "target",
	[TO_SECOND] = "second",
	[TO_INGRESS] = "ingress",
	[TO_DOWN] = "down",
	[TO_DEAF] = "deaf",
	[TO_NARROW] = "narrow",
	[TO_UNKNOWN] = "unknown",
};

const char *const cap_names[CAPS] = {
	[CAP_LIVE] = "live-frames",
	[CAP_XSK] = "af-xdp",
	[CAP_XMIT] = "peer-xmit",
	[CAP_DEAF] = "deaf-peer",
	[CAP_TARGETS] = "redirect-targets",
	[CAP_TWO_QUEUES] = "two-queues",
	[CAP_DEBUGFS] = "clear-warn-once",
	[CAP_TWO_CPUS] = "two-cpus",
	[CAP_FEATURES] = "features",
	[CAP_NO_FEATURES] = "no-features",
	[CAP_NATIVE] = "native",
	[CAP_NO_NATIVE] = "no-native",
	[CAP_REDIRECT] = "redirect",
	[CAP_NDO_XMIT] = "ndo-xmit",
	[CAP_IDLE_XMIT] = "idle-ndo-xmit",
	[CAP_WIRE] = "wire",
	[CAP_BOUNCE] = "bounce",
	[CAP_LONG] = "long-frames",
	[CAP_HEADROOM] = "known-headroom",
	[CAP_TAGS] = "vlan-tags",
	[CAP_FOREIGN] = "foreign-frames",
	[CAP_LONG_XMIT] = "long-xmit",
	[CAP_LONG_BURST] = "long-burst",
	[CAP_SOCKET] = "native-socket",
	[CAP_EVENTS] = "tracepoints",
	[CAP_CONTEXT] = "test-run-context",
	[CAP_BROADCAST] = "broadcast",
};

const char *const status_names[STATUSES] = {
	[PASS] = "pass",
	[FAIL] = "fail",
	[KNOWN] = "known",
	[SKIP] = "skip",
	[ERROR] = "error",
};

const char *const event_names[EVENTS] = {
	[EV_EXCEPTION] = "xdp_exception",
	[EV_REDIRECT] = "xdp_redirect",
	[EV_REDIRECT_ERR] = "xdp_redirect_err",
	[EV_DEVMAP_XMIT] = "xdp_devmap_xmit",
	[EV_BULK_TX] = "xdp_bulk_tx",
	[EV_CPUMAP_ENQUEUE] = "xdp_cpumap_enqueue",
	[EV_CPUMAP_KTHREAD] = "xdp_cpumap_kthread",
	[EV_MEM_CONNECT] = "mem_connect",
	[EV_MEM_DISCONNECT] = "mem_disconnect",
};

const unsigned burst_frames[BURSTS] = {
	[BURST_1] = 1,
	[BURST_16] = 16,
	[BURST_17] = 17,
	[BURST_64] = 64,
	[BURST_300] = 300,
};

static char fault_sentence[384];

static void append(char *text, size_t size, const char *fmt, va_list args)
{
	size_t len = strlen(text);

	if (len && len + 2 < size)
		len += snprintf(text + len, size - len, "; ");
	if (len < size)
		vsnprintf(text + len, size - len, fmt, args);
}

void broken(struct result *res, const char *fmt, ...)
{
	va_list args;

	if (res->status == FAIL || res->status == ERROR)
		return;
	res->status = FAIL;
	res->reason[0] = '\0';
	va_start(args, fmt);
	append(res->reason, sizeof(res->reason), fmt, args);
	va_end(args);
}

void skipped(struct result *res, const char *fmt, ...)
{
	va_list args;

	if (res->status != SKIP)
		res->reason[0] = '\0';
	res->status = SKIP;
	va_start(args, fmt);
	append(res->reason, sizeof(res->reason), fmt, args);
	va_end(args);
}

int fault(int err, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(fault_sentence, sizeof(fault_sentence), fmt, args);
	va_end(args);
	if (err && (size_t)len < sizeof(fault_sentence))
		snprintf(fault_sentence + len, sizeof(fault_sentence) - len, ": %s",
			 strerror(-err));
	return err;
}

const char *fault_text(void)
{
	return fault_sentence;
}

void result_error(struct result *res)
{
	res->status = ERROR;
	snprintf(res->reason, sizeof(res->reason), "%s", fault_sentence);
}
