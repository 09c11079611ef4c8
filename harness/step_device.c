/* SPDX-License-Identifier: GPL-2.0-only */
/* Steps about devices: a pair of veth to be thrown away, what a device promises
 * of itself over netdev-genl, and whether it takes frames that are redirected.
 */
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdio.h>
#include <string.h>
#include "clock.h"
#include "ifindex.h"
#include "netlink_ask.h"
#include "prog.h"
#include "script.h"
#include "words.h"

#define SPARE_NAME	"xdpcheck-spare0"
#define SPARE_END_NAME	"xdpcheck-spare1"
#define MEMORY_MS	1000
#define ETH_P_EXPERIMENT 0x88b5	/* IEEE 802: for local use; no stack takes it */

static void put_end(struct request *req, const char *name, unsigned mtu, unsigned tx_queues)
{
	request_string(req, IFLA_IFNAME, name);
	request_u32(req, IFLA_MTU, mtu);
	request_u32(req, IFLA_NUM_TX_QUEUES, tx_queues);
	request_u32(req, IFLA_NUM_RX_QUEUES, 1);
}

static int add_pair(const struct step *step)
{
	unsigned mtu = step->device.mtu ? step->device.mtu : 1500, ifindex;
	struct nlattr *info, *data, *end;
	struct answer answer = {};
	struct ifinfomsg *link;
	struct request req;
	int err;

	err = ifindex_first(&ifindex);
	if (err)
		return err;
	link = request_start(&req, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(*link));
	link->ifi_index = ifindex + IFINDEXES - 2;
	put_end(&req, SPARE_NAME, 1500, 1);
	info = request_nest(&req, IFLA_LINKINFO);
	request_string(&req, IFLA_INFO_KIND, "veth");
	data = request_nest(&req, IFLA_INFO_DATA);
	end = request_nest(&req, VETH_INFO_PEER);
	link = request_header(&req, sizeof(*link));
	link->ifi_index = ifindex + IFINDEXES - 1;
	put_end(&req, SPARE_END_NAME, mtu, step->device.end_queues ?: 1);
	request_nest_end(&req, end);
	request_nest_end(&req, data);
	request_nest_end(&req, info);
	return netlink_ask(NETLINK_ROUTE, &req, &answer);
}

int step_device_add(struct script *s)
{
	int err;

	err = add_pair(s->step);
	if (err == -EOPNOTSUPP) {
		skipped(&s->in->result, "the kernel has no veth to add a device with");
		return 0;
	}
	if (err)
		return fault(err, "add the devices " SPARE_NAME " and " SPARE_END_NAME);
	s->devices[SPARE] = if_nametoindex(SPARE_NAME);
	s->devices[SPARE_END] = if_nametoindex(SPARE_END_NAME);
	err = link_up(s->devices[SPARE], true);
	return err ? err : link_up(s->devices[SPARE_END], true);
}

int step_device_down(struct script *s)
{
	return link_up(script_ifindex(s), false);
}

/* One end of a pair of veth takes the other with it. */
int step_device_delete(struct script *s)
{
	int ifindex = s->devices[SPARE];

	s->devices[SPARE] = s->devices[SPARE_END] = 0;
	return ifindex ? link_delete(ifindex) : 0;
}

int script_free_devices(struct script *s)
{
	int err = step_device_delete(s);

	if (!err && s->far_end_off)
		err = peer_ask(&s->lab->peer, NULL, 0, ASK_MS, "program 0 on");
	s->far_end_off = false;
	return err;
}

/* A page pool is disconnected when the last of its pages is back, which need not
 * be when the program is detached.
 */
int step_memory_freed(struct script *s)
{
	uint64_t deadline_ms = clock_deadline(MEMORY_MS);
	struct events *events = &s->lab->events;
	const unsigned *fired = events->fired;
	int err;

	err = events_read(events);
	while (!err && fired[EV_MEM_CONNECT] > fired[EV_MEM_DISCONNECT] &&
	       clock_ms() < deadline_ms)
		err = events_wait(events, 100);
	if (!err && !fired[EV_MEM_CONNECT])
		skipped(&s->in->result, "the driver registers no memory of its own for XDP: "
			"mem_connect did not fire");
	if (!err && fired[EV_MEM_CONNECT] > fired[EV_MEM_DISCONNECT])
		script_broken(s, "mem_connect fired %u times, mem_disconnect %u times",
			      fired[EV_MEM_CONNECT], fired[EV_MEM_DISCONNECT]);
	return err;
}

int step_far_end(struct script *s)
{
	s->far_end_off = s->step->gone;
	return peer_ask(&s->lab->peer, NULL, 0, ASK_MS, "program 0 %s",
			s->step->gone ? "off" : "on");
}

static int ask_features(struct script *s, uint64_t *features)
{
	struct netdev_info info;
	int err;

	err = netdev_info(script_ifindex(s), &info);
	*features = info.xdp_features;
	if (err != -EOPNOTSUPP)
		return err;
	skipped(&s->in->result, "the kernel does not tell a device's XDP features (since 6.3)");
	return 0;
}

int step_features(struct script *s)
{
	const struct step *step = s->step;
	struct result *res = &s->in->result;
	char got[96], due[96];
	uint64_t features;
	int err;

	err = ask_features(s, &features);
	if (err || res->status != PASS)
		return err;
	if (step->features.needs & ~features)
		skipped(res, "the device does not promise %s",
			feature_words(step->features.needs & ~features, due, sizeof(due)));
	else if (step->features.unless & features)
		skipped(res, "the device promises %s",
			feature_words(step->features.unless & features, due, sizeof(due)));
	else if (step->features.has & ~features || step->features.lacks & features)
		script_broken(s, "it promises %s", feature_words(features, got, sizeof(got)));
	else if (step->features.same && s->features_asked && features != s->features)
		script_broken(s, "the features are %s, and were %s",
			      feature_words(features, got, sizeof(got)),
			      feature_words(s->features, due, sizeof(due)));
	s->features = features;
	s->features_asked = true;
	return 0;
}

/* What the tracepoints say of frames that are redirected to the device. */
static unsigned fact_of(struct script *s, enum fact_kind kind, int *err)
{
	const struct facts *facts = &s->lab->events.facts;
	unsigned n = 0;

	for (unsigned i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->list[i];

		if (fact->kind != kind || fact->ifindex != (unsigned)script_ifindex(s))
			continue;
		n += fact->n;
		*err = fact->value;
	}
	return n;
}

/* A live frame with XDP_TX is redirected to the device that it is said to have
 * come from. All is decided when the system call returns.
 */
int step_forward(struct script *s)
{
	static const uint8_t frame[64] = { [12] = ETH_P_EXPERIMENT >> 8, ETH_P_EXPERIMENT & 0xff };
	struct test_run run = {
		.in = frame, .in_len = sizeof(frame), .ifindex = script_ifindex(s), .live = true,
	};
	const struct script_prog *tx;
	int err, ignored;
	bool refused;

	tx = script_prog(s, "tx", &err);
	if (!tx)
		return err;
	events_start(&s->lab->events, 0);
	err = prog_test_run(tx->fd, &run);
	if (err)
		return fault(err, "run a program on a live frame");
	err = events_read(&s->lab->events);
	if (err)
		return err;
	refused = fact_of(s, FACT_REDIRECT_ERR, &s->err) || fact_of(s, FACT_XMIT_DROP, &s->err);
	if (refused && !s->err)
		script_broken(s, "the frame was dropped, and no errno told");
	else if (!refused && fact_of(s, FACT_XMIT_SENT, &ignored) != 1)
		script_broken(s, "the frame was neither sent nor refused");
	return 0;
}

int step_xmit_agrees(struct script *s)
{
	char word[32];
	uint64_t features;
	bool promised;
	int err;

	err = ask_features(s, &features);
	if (err || s->in->result.status != PASS)
		return err;
	err = step_forward(s);
	promised = features & XDP_FEATURE_XMIT;
	if (err || s->in->result.status != PASS)
		return err;
	if (promised && s->err)
		script_broken(s, "NDO_XMIT is promised, and a frame is refused with %s",
			      errno_word(s->err, word, sizeof(word)));
	else if (!promised && s->err != -EOPNOTSUPP)
		script_broken(s, "NDO_XMIT is not promised, and a frame is answered with %s, "
			      "not -EOPNOTSUPP", errno_word(s->err, word, sizeof(word)));
	s->err = 0;
	return 0;
}
