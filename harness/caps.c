/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel, the driver and the bench can do, and what of it an instance needs. */
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "caps.h"
#include "kinds.h"
#include "load.h"
#include "netlink.h"
#include "probe.h"
#include "steps.h"
#include "suite.h"
#include "trial.h"

#define PROBE_MS 500
#define XDP_HEADROOM 256	/* bytes in front of a frame in an AF_XDP chunk */

static void __attribute__((format(printf, 3, 4)))
missing(struct lab *lab, enum cap cap, const char *fmt, ...)
{
	va_list args;

	lab->facts->caps &= ~SET(cap);
	va_start(args, fmt);
	vsnprintf(lab->facts->missing[cap], sizeof(lab->facts->missing[cap]), fmt, args);
	va_end(args);
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

	if (!lab->kind->pair) {
		missing(lab, CAP_TWO_QUEUES, "frames cannot be steered to a queue by this bench");
		return;
	}
	if (ethtool_channels_get(lab->dut.ifname, &rx, &tx) ||
	    ethtool_channels_set(lab->dut.ifname, 2, tx) ||
	    ethtool_channels_set(lab->dut.ifname, rx, tx))
		missing(lab, CAP_TWO_QUEUES, "the device cannot be given a second receive queue");
}

static void no_xmit(struct lab *lab, const char *why)
{
	missing(lab, CAP_NDO_XMIT, "%s", why);
	missing(lab, CAP_IDLE_XMIT, "%s", why);
}

/* Where the kernel does not tell, a driver has a native mode if it takes a program. */
static int probe_native(struct lab *lab)
{
	struct lab_facts *facts = lab->facts;
	static const struct prog_config config;
	_cleanup_(prog_unload) struct prog pass = {};
	struct netdev_info info = {};
	char extack[80];
	int err;

	err = prog_load(&pass, "pass", NULL, &config);
	if (err)
		return err;
	err = prog_attach(&pass, lab->dut.ifindex, MODE_NATIVE, extack, sizeof(extack));
	if (facts->has_features ? !(facts->features & XDP_FEATURE_BASIC) : err == -EOPNOTSUPP) {
		missing(lab, CAP_NATIVE, "the driver has no native XDP: %s", *extack ? extack :
			"it does not promise the feature");
		no_xmit(lab, "the driver has no native XDP");
	} else {
		missing(lab, CAP_NO_NATIVE, "the driver has native XDP");
	}
	if (!err && facts->has_features && !netdev_info(lab->dut.ifindex, &info) &&
	    !(info.xdp_features & XDP_FEATURE_XMIT))
		no_xmit(lab, "the driver does not promise to take xdp_frames");
	if (facts->has_features ? !(facts->features & XDP_FEATURE_XMIT) : lab->kind->single)
		missing(lab, CAP_IDLE_XMIT,
			"the driver need not take xdp_frames while it has no program");
	if (facts->has_features && !(facts->features & XDP_FEATURE_REDIRECT))
		missing(lab, CAP_REDIRECT, "the driver does not promise XDP_REDIRECT");
	return err ? 0 : prog_detach(&pass);
}

/* What the bench cannot do, whatever its driver. */
static void probe_bench(struct lab *lab)
{
	const struct device_kind *kind = lab->kind;

	if (kind->no_wire)
		missing(lab, CAP_WIRE, "nothing comes in by a %s: it has no wire", kind->name);
	if (kind->no_bounce)
		missing(lab, CAP_BOUNCE, "a %s does not send frames that are addressed to itself",
			kind->name);
	if (kind->lower)
		missing(lab, CAP_TAGS, "VLAN tags are taken off before a program on a %s runs",
			kind->name);
	if (kind->stacked)
		missing(lab, CAP_FOREIGN, "a %s does not get frames for other addresses",
			kind->name);
	if (lab->native_ifindex)
		missing(lab, CAP_SOCKET, "native programs of a %s run on what it is made of, where "
					 "no socket is", kind->name);
	if (!kind->pair)
		missing(lab, CAP_DEAF, "the far end takes all frames, with and without NAPI");
	if (kind->xmit == XMIT_NEVER)
		missing(lab, CAP_XMIT, "the far end of a %s sends no xdp_frames", kind->name);
	if (kind->xmit == XMIT_TRIED)
		missing(lab, CAP_LONG_XMIT, "the far end need not take so many xdp_frames at once");
	if (kind->single && !lab->traits->waits)
		missing(lab, CAP_LONG_BURST, "the rings need not hold so many frames");
	if (lab->facts->largest <= XSK_CHUNK_MIN - XDP_HEADROOM)
		missing(lab, CAP_LONG, "the device's largest frame fits into a chunk of %u bytes",
			XSK_CHUNK_MIN);
	if (!lab->traits->headroom)
		missing(lab, CAP_HEADROOM, "it is not known how much headroom this driver gives");
	if (lab->far_cpu == lab->cpu)
		missing(lab, CAP_TWO_CPUS, "there is only one CPU");
	if (lab->kmsg.clear_fd < 0)
		missing(lab, CAP_DEBUGFS, lab->kmsg.clear_fd == -EPERM ?
			"the kernel is locked down, its once-per-boot warnings cannot be cleared" :
			"there is no debugfs to clear once-per-boot warnings by");
}

/* Most NICs send xdp_frames only with a program of their own, and some never: see
 * whether one arrives.
 */
static int probe_xmit(struct lab *lab)
{
	const struct instance in = {
		.row = suite_find("pass.intact"), .way = WAY_XMIT, .shape = SHAPE_TINY,
	};
	struct brief brief;
	int err;

	if (lab->kind->xmit != XMIT_TRIED || !(lab->facts->caps & SET(CAP_XMIT)))
		return 0;
	brief = lab_brief(lab, &in);
	err = peer_ask(&lab->peer, NULL, 0, ASK_MS, "program 0 on");
	if (!err)
		err = peer_brief(&lab->peer, &brief);
	watch_start(&lab->watch, &brief);
	if (!err)
		err = peer_fence(&lab->peer, FENCE_STACK);
	if (!err)
		err = watch_settle(&lab->watch, 1ull << FENCE_STACK, PROBE_MS);
	if (err == -ETIMEDOUT)
		missing(lab, CAP_XMIT, "what the far end sends by ndo_xdp_xmit does not arrive");
	else if (err)
		missing(lab, CAP_XMIT, "the far end sends no xdp_frames: %s", fault_text());
	return lab->peer.lost;
}

int caps_probe(struct lab *lab)
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
	probe_bench(lab);
	probe_queues(lab);
	probe_xsk(lab);
	if (lab->events.deaf[0])
		missing(lab, CAP_EVENTS, "%s", lab->events.deaf);
	err = probe_kernel(facts);
	if (!err)
		err = probe_live(lab);
	if (!err)
		err = probe_native(lab);
	return err ? err : probe_xmit(lab);
}

static bool uses_redirect(const struct xcase *row)
{
	return row->mix || row->to || row->xsk || row_uses(row, "cpumap");
}

/* Live frames leave by the device's ndo_xdp_xmit, and so do those that a native
 * program redirects to it.
 */
static bool xmits(const struct instance *in)
{
	const struct xcase *row = in->row;
	bool sent = row_verdict(row, &row->expect, 0) == XDP_TX || row->mix;

	if (in->mode != MODE_GENERIC && row->to == TO_INGRESS)
		return true;
	return in->way == WAY_LIVE && (sent || row->broadcast);
}

/* What BPF_PROG_TEST_RUN has sent leaves by a device without a program. */
static enum cap cap_of_xmit(const struct instance *in)
{
	return in->mode == MODE_CORE ? CAP_IDLE_XMIT : CAP_NDO_XMIT;
}

static unsigned caps_of_traffic(const struct instance *in)
{
	static const unsigned of_way[WAYS] = {
		[WAY_LIVE] = SET(CAP_LIVE), [WAY_XSK] = SET(CAP_XSK), [WAY_XMIT] = SET(CAP_XMIT),
		[WAY_OUT] = SET(CAP_XSK),
	};
	const struct xcase *row = in->row;
	unsigned caps = of_way[in->way];

	if (in->way != WAY_TEST_RUN)
		caps |= SET(CAP_WIRE);
	if (xmits(in))
		caps |= SET(cap_of_xmit(in));
	if (SET(in->way) & (WIRE | OUT) && in->burst == BURST_300)
		caps |= SET(in->way == WAY_XMIT ? CAP_LONG_XMIT : CAP_LONG_BURST);
	if (in->mode == MODE_NATIVE && uses_redirect(row))
		caps |= SET(CAP_REDIRECT);
	if (SET(in->way) & WIRE && row_verdict(row, &row->expect, 0) == XDP_TX)
		caps |= SET(CAP_BOUNCE);
	if (row->mix)
		caps |= SET(CAP_BOUNCE);
	if (in->shape == SHAPE_MASKED)
		caps |= SET(CAP_FOREIGN);
	if (SET(in->shape) & (SET(SHAPE_VLAN) | SET(SHAPE_QINQ)) && in->mode != MODE_NATIVE)
		caps |= SET(CAP_TAGS);
	if (row->xsk && in->mode == MODE_NATIVE)
		caps |= SET(CAP_SOCKET);
	if (row->xsk)
		caps |= SET(CAP_XSK);
	if (row->condition == COND_TWO_QUEUES)
		caps |= SET(CAP_TWO_QUEUES);
	if (row->config.flags & BPF_F_BROADCAST &&
	    (row_uses(row, "devmap") || row_uses(row, "devmap_hash")))
		caps |= SET(CAP_BROADCAST);
	if (row->expect.log)
		caps |= SET(CAP_DEBUGFS);
	return caps;
}

/* Is that what is promised, beside frames? */
static bool is_about_events(const struct expect *e)
{
	return e->exception || e->redirect_err || e->xmit_err || e->egress_drop || e->bulk_err ||
	       e->lossy;
}

static bool has_step_about_events(const struct xcase *row)
{
	static const bool about[STEP_OPS] = {
		[FORWARD] = true, [XMIT_AGREES] = true, [MEMORY_FREED] = true,
	};

	for (const struct step *step = row->steps; step && step->op; step++)
		if (about[step->op])
			return true;
	return false;
}

static unsigned caps_needed(const struct instance *in)
{
	unsigned caps = in->row->needs;

	if (is_about_events(&in->row->expect) || has_step_about_events(in->row))
		caps |= SET(CAP_EVENTS);

	if (in->mode == MODE_NATIVE && !(caps & SET(CAP_NO_NATIVE)))
		caps |= SET(CAP_NATIVE);
	return in->row->steps ? caps : caps | caps_of_traffic(in);
}

/* A wire that pads short frames changes their length. */
static void check_length(const struct instance *in, const struct lab *lab, struct result *res)
{
	struct brief brief = lab_brief(lab, in);
	struct frame sent, promised;
	unsigned least;

	if (in->row->steps || in->mode == MODE_CORE)
		return;
	frame_build(&brief, frame_steer(&brief, 0), 0, &sent);
	frame_promise(&brief, 0, &promised);
	least = sent.len < promised.len ? sent.len : promised.len;
	if (least < lab->kind->least)
		skipped(res, "short: the wire pads frames of less than %u bytes, this one has %u",
			lab->kind->least, least);
}

bool caps_lack(const struct instance *in, const struct lab *lab, struct result *res)
{
	unsigned caps = caps_needed(in) & ~lab->facts->caps;

	for (enum cap cap = 0; cap < CAPS; cap++)
		if (caps & SET(cap))
			skipped(res, "%s: %s", cap_names[cap], lab->facts->missing[cap]);
	if (res->status != SKIP)
		check_length(in, lab, res);
	return res->status == SKIP;
}
