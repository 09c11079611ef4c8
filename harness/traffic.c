/* SPDX-License-Identifier: GPL-2.0-only */
/* One burst on its way: fences behind it, waiting for them, and taking down all
 * that was seen. What it means is for verdict.c.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <string.h>
#include "clock.h"
#include "load.h"
#include "netlink.h"
#include "traffic.h"

#define SETTLE_MS 1000		/* how long a fence may take */

/* Can XDP_TX of a fence get to the peer? */
static bool reaches_peer(const struct trial *trial)
{
	enum cap cap = trial->in->way == WAY_LIVE ? CAP_IDLE_XMIT : CAP_BOUNCE;

	return trial->brief.row->condition != COND_DEAF_PEER &&
	       trial->lab->facts->caps & SET(cap);
}

/* The places that a fence can reach, in the order of this list. */
static void choose_fences(struct trial *trial)
{
	const struct xcase *row = trial->brief.row;

	trial->fences[trial->fences_count++] = FENCE_STACK;
	if (trial->in->way == WAY_OUT)
		trial->fences[trial->fences_count++] = FENCE_PEER;
	if (!trial->prog_id)
		return;
	if (reaches_peer(trial))
		trial->fences[trial->fences_count++] = FENCE_PEER;
	if (trial->lab->ports[TO_TARGET].ifindex)
		trial->fences[trial->fences_count++] = FENCE_TARGET;
	if (row->broadcast && trial->lab->ports[TO_SECOND].ifindex)
		trial->fences[trial->fences_count++] = FENCE_SECOND;
}

static int send_live(struct trial *trial)
{
	struct sender *live = &trial->lab->live;
	int sent, err = 0;

	live->live_fd = trial->lab->prog.fd;
	sent = inject_burst(live, &trial->brief);
	if (sent < 0)
		return sent;
	trial->sent = sent;
	for (unsigned i = 0; i < trial->fences_count && !err; i++)
		err = inject_fence(live, &trial->brief, trial->fences[i]);
	return err;
}

/* From the device to the peer. A frame that is completed twice, or never, is the
 * driver's fault: see xsk_send().
 */
static int send_out(struct trial *trial)
{
	struct sender *out = &trial->lab->out;
	int sent, err;

	sent = inject_burst(out, &trial->brief);
	if (sent == -EPROTO || sent == -ETIMEDOUT) {
		broken(&trial->in->result, "%s", fault_text());
		sent = 0;
	}
	if (sent < 0)
		return sent;
	trial->sent = sent;
	err = inject_fence(out, &trial->brief, FENCE_PEER);
	return err ? err : peer_fence(&trial->lab->peer, FENCE_STACK);
}

static int send_burst(struct trial *trial)
{
	if (trial->in->way == WAY_OUT)
		return send_out(trial);
	if (trial->in->way == WAY_LIVE)
		return send_live(trial);
	return peer_send(&trial->lab->peer, &trial->sent, trial->fences, trial->fences_count);
}

/* Where no XDP_TX gets out, a plain frame from the device shows that what it
 * would have sent before is out of the way.
 */
static int fence_directly(struct trial *trial)
{
	struct brief brief = trial->brief;

	brief.way = WAY_PACKET;
	return inject_fence(&trial->lab->out, &brief, FENCE_PEER);
}

static int settled(struct trial *trial, int err, uint64_t fences)
{
	if (err != -ETIMEDOUT)
		return err;
	trial->late |= fences;
	trial->lab->dirty = true;
	return 0;
}

static uint64_t fences_of(const struct trial *trial, uint64_t among)
{
	uint64_t set = 0;

	for (unsigned i = 0; i < trial->fences_count; i++)
		set |= 1ull << trial->fences[i];
	return set & among;
}

#define STACK_FENCE (1ull << FENCE_STACK)
#define PEER_FENCE (1ull << FENCE_PEER)
#define TARGET_FENCES (1ull << FENCE_TARGET | 1ull << FENCE_SECOND)

static int settle(struct trial *trial)
{
	struct lab *lab = trial->lab;
	uint64_t fences = fences_of(trial, STACK_FENCE), begin = clock_us();
	int err;

	err = settled(trial, watch_settle(&lab->watch, fences, SETTLE_MS), fences);
	if (!err && trial->brief.row->condition == COND_DEAF_PEER)
		err = fence_directly(trial);
	if (err)
		return err;
	fences = fences_of(trial, PEER_FENCE);
	if (trial->brief.row->condition == COND_DEAF_PEER)
		fences = PEER_FENCE;
	err = settled(trial, peer_settle(&lab->peer, fences, SETTLE_MS, trial->tallies), fences);
	if (err)
		return err;
	fences = fences_of(trial, TARGET_FENCES);
	err = settled(trial, peer_settle(&lab->target, fences, SETTLE_MS, trial->tallies), fences);
	trial->in->result.waited_us += clock_us() - begin;
	return err;
}

static bool cpumap_is_done(const struct trial *trial)
{
	const struct facts *facts = &trial->lab->events.facts;
	unsigned queued = facts_sum(facts, FACT_ENQUEUED);

	if (trial->in->mode != MODE_GENERIC)
		queued -= facts_sum(facts, FACT_ENQUEUE_DROP);
	return facts_sum(facts, FACT_ON_CPU) >= queued;
}

/* Waits until the cpumap's thread has taken all that was put into its queue, so
 * that there is room for a fence; and has told of the fence, which it does behind its
 * delivery before 5.13.
 */
static int settle_cpumap(struct trial *trial)
{
	struct events *events = &trial->lab->events;
	uint64_t deadline = clock_deadline(SETTLE_MS);
	int err;

	err = events_read(events);
	while (!err && !cpumap_is_done(trial) && clock_ms() < deadline)
		err = events_wait(events, 100);
	return err;
}

/* Can a fence follow the row's own frames through its map? */
static bool own_fence(const struct xcase *row, enum steer *steer)
{
	static const bool takes_frames[XSK_KINDS] = {
		[XSK_BOUND] = true, [XSK_SMALL_RING] = true, [XSK_SMALL_CHUNK] = true,
	};

	*steer = row_uses(row, "cpumap") ? FENCE_CPU : FENCE_XSK;
	return *steer == FENCE_CPU || takes_frames[row->xsk];
}

static int settle_own_fence(struct trial *trial, enum steer steer)
{
	const struct xcase *row = trial->brief.row;
	struct lab *lab = trial->lab;
	bool redirected = row->entry_prog && row->config.action == XDP_REDIRECT;
	uint64_t fence = 1ull << steer;
	int err;

	err = redirected ? peer_settle(&lab->target, fence, SETTLE_MS, trial->tallies) :
			   watch_settle(&lab->watch, fence, SETTLE_MS);
	if (err == -EPROTO && lab->xsk_open) {	/* see xsk_receive() */
		broken(&trial->in->result, "%s", fault_text());
		err = 0;
	}
	if (!err && steer == FENCE_CPU)
		err = settle_cpumap(trial);
	return settled(trial, err, fence);
}

/* It goes when the other fences are in, so that there is room for it. */
static int send_own_fence(struct trial *trial)
{
	struct lab *lab = trial->lab;
	enum steer steer;
	int err;

	if (lab->xsk_open)
		lab->watch.xsk = &lab->xsk;
	if (!own_fence(trial->brief.row, &steer))
		return watch_settle(&lab->watch, 0, 0);
	err = steer == FENCE_CPU ? settle_cpumap(trial) : watch_settle(&lab->watch, 0, 0);
	if (err)
		return err;
	trial->fences[trial->fences_count++] = steer;
	if (trial->in->way == WAY_LIVE)
		err = inject_fence(&lab->live, &trial->brief, steer);
	else
		err = peer_fence(&lab->peer, steer);
	return err ? err : settle_own_fence(trial, steer);
}

static int read_link(struct trial *trial, int sign)
{
	struct rtnl_link_stats64 stats;
	int err = link_stats(trial->lab->dut.ifindex, &stats);

	trial->counted[COUNT_LINK_RX] += sign * stats.rx_packets;
	trial->counted[COUNT_LINK_TX] += sign * stats.tx_packets;
	return err;
}

static int read_counters(struct trial *trial, int sign)
{
	static struct ethtool_counters counters;
	const struct driver_traits *traits = trial->lab->traits;
	int err;

	err = read_link(trial, sign);
	if (err || trial->in->mode != MODE_NATIVE)
		return err;
	err = ethtool_counters_read(trial->lab->dut.ifname, &counters);
	for (unsigned i = 0; !err && i < COUNT_LINK_RX; i++)
		if (traits->counters[i])
			trial->counted[i] += sign *
				ethtool_counters_sum(&counters, traits->counters[i]);
	return err;
}

static int read_xsk(struct trial *trial, struct xdp_statistics *before)
{
	struct lab *lab = trial->lab;
	struct xdp_statistics *now = &trial->xsk;
	int err;

	if (!lab->xsk_open)
		return 0;
	err = xsk_stats(&lab->xsk, now);
	if (err || !before)
		return err;
	now->rx_dropped -= before->rx_dropped;
	now->rx_ring_full -= before->rx_ring_full;
	now->rx_fill_ring_empty_descs -= before->rx_fill_ring_empty_descs;
	now->rx_invalid_descs -= before->rx_invalid_descs;
	return 0;
}

void traffic_note(const struct trial *trial, struct seen *seen)
{
	const struct fate *fates = trial->prog_id ? prog_fates(&trial->lab->prog) : NULL;

	seen->sent += trial->sent;
	for (unsigned i = 0; fates && i < trial->sent; i++) {
		seen->ran += fates[i].runs;
		if (!i || fates[i].headroom < seen->headroom)
			seen->headroom = fates[i].headroom;
		if (!i || fates[i].tailroom < seen->tailroom)
			seen->tailroom = fates[i].tailroom;
	}
	for (unsigned i = 0; i < PLACES; i++)
		seen->at[i] += trial->tallies[i].arrived;
	for (unsigned i = 0; i < EVENTS; i++)
		seen->events[i] += trial->lab->events.fired[i];
	snprintf(seen->log, sizeof(seen->log), "%s",
		 *trial->log.trouble ? trial->log.trouble : trial->log.verdict);
}

static uint32_t map_id(const struct lab *lab, const char *name)
{
	int fd = lab->prog.skel ? prog_map_fd(&lab->prog, name) : -1;
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return info.id;
}

/* Both ends know the brief, and everything counts from zero. */
static int start(struct trial *trial)
{
	struct lab *lab = trial->lab;
	int err;

	lab->watch.xsk = NULL;
	lab->brief = trial->brief;
	watch_start(&lab->watch, &lab->brief);
	if (lab->prog.skel)
		prog_start(&lab->prog, trial->brief.run);
	err = peer_brief(&lab->peer, &trial->brief);
	if (!err)
		err = peer_brief(&lab->target, &trial->brief);
	if (err)
		return err;
	events_start(&lab->events, map_id(lab, "cpus"));
	return read_counters(trial, -1);
}

static int finish(struct trial *trial, struct xdp_statistics *before)
{
	struct lab *lab = trial->lab;
	int err = 0;

	if (lab->xsk_open || row_uses(trial->brief.row, "cpumap"))
		err = send_own_fence(trial);
	for (enum place at = 0; at < PLACES; at++)
		tally_merge(&trial->tallies[at], &lab->watch.tallies[at]);
	if (!err)
		err = events_read(&lab->events);
	if (!err)
		err = read_counters(trial, 1);
	if (!err)
		err = read_xsk(trial, before);
	return err;
}

/* One burst, and what became of it. 0, or a fault of ours. */
int traffic(struct trial *trial)
{
	bool warns = trial->expect->log || trial->expect->may_warn;
	struct lab *lab = trial->lab;
	struct xdp_statistics before;
	int err;

	err = start(trial);
	if (!err)
		err = read_xsk(trial, NULL);
	if (err)
		return err;
	before = trial->xsk;
	choose_fences(trial);
	if (warns) {
		err = kmsg_rearm(&lab->kmsg);
		if (err)
			return err;
	}
	kmsg_start(&lab->kmsg);
	err = send_burst(trial);
	if (!err)
		err = settle(trial);
	if (!err)
		err = finish(trial, &before);
	if (!err)
		err = kmsg_read(&lab->kmsg, trial->brief.row->entry_prog ?
					    lab->prog.entry_id : trial->prog_id, &trial->log);
	if (warns)
		kmsg_release(&lab->kmsg);
	return err;
}
