/* SPDX-License-Identifier: GPL-2.0-only */
/* The law: every frame is at each promised place, once, with the promised
 * bytes, and nowhere else; every event fired as often as promised, and no other.
 * The checks stand in the order in which a fault would be understood.
 */
#include <stdio.h>
#include <string.h>
#include "kinds.h"
#include "trial.h"
#include "words.h"

static const char *const place_words[PLACES] = {
	[AT_STACK] = "the stack",
	[AT_SOCKET] = "the UDP socket",
	[AT_XSK] = "the AF_XDP socket",
	[AT_PEER] = "the peer",
	[AT_TARGET] = "the redirect target",
	[AT_SECOND] = "the second target",
	[AT_DEAF] = "the far end without NAPI",
	[AT_NARROW] = "the far end of the small MTU",
	[AT_ELSEWHERE] = "an interface that had no part in it",
};

/* What became of a frame as far as anybody saw: for one that is missing. If there
 * was a program, it ran on the frame: verdict_of_program() has seen to that.
 */
static const char *last_seen(const struct trial *trial, unsigned seq, char *text, size_t size)
{
	char word[32];

	if (trial->prog_id)
		snprintf(text, size, "it was last seen by the program, which returned %s",
			 verdict_word(prog_fates(&trial->lab->prog)[seq].verdict, word,
				      sizeof(word)));
	else
		snprintf(text, size, "it was last seen leaving the sender");
	return text;
}

static void check_fate(const struct trial *trial, struct result *res, unsigned seq)
{
	const struct fate *fate = &prog_fates(&trial->lab->prog)[seq];
	uint32_t due = promise_frame(trial, seq).verdict;
	char name[32], got[32], want[32];
	struct frame sent;

	frame_name(&trial->brief, seq, name, sizeof(name));
	if (fate->runs != 1) {
		broken(res, "the program ran %u times on %s, not once", fate->runs, name);
		return;
	}
	frame_build(&trial->brief, frame_steer(&trial->brief, seq), seq, &sent);
	if (fate->len != sent.len)
		broken(res, "the program saw %u bytes of %s, not %u", fate->len, name, sent.len);
	if (fate->ifindex != trial->ingress)
		broken(res, "ingress_ifindex of %s was %u, not %u", name, fate->ifindex,
		       trial->ingress);
	if (fate->queue != trial->lab->queue)
		broken(res, "rx_queue_index of %s was %u, not %u", name, fate->queue,
		       trial->lab->queue);
	if (fate->helper != trial->expect->helper)
		broken(res, "the adjust helper returned %s for %s, not %s",
		       errno_word(fate->helper, got, sizeof(got)), name,
		       errno_word(trial->expect->helper, want, sizeof(want)));
	if (fate->headroom < trial->expect->headroom)
		broken(res, "%s has %u bytes of headroom, not %u", name, fate->headroom,
		       trial->expect->headroom);
	if (fate->meta_bad)
		broken(res, "metadata of %s did not move along with the head", name);
	if (fate->verdict != due)
		broken(res, "the program returned %s for %s, not %s",
		       verdict_word(fate->verdict, got, sizeof(got)), name,
		       verdict_word(due, want, sizeof(want)));
}

/* What the program in a devmap or cpumap entry saw. */
static void check_entry(const struct trial *trial, struct result *res, unsigned seq)
{
	const struct fate *fate = &prog_fates(&trial->lab->prog)[seq];
	const struct xcase *row = trial->brief.row;
	bool cpumap = !strcmp(row->entry_prog, "on_cpu");
	char name[32];

	frame_name(&trial->brief, seq, name, sizeof(name));
	if (fate->extra_runs != 1)
		broken(res, "the map entry's program ran %u times on %s, not once",
		       fate->extra_runs, name);
	else if (cpumap && fate->extra_cpu != (unsigned)trial->lab->far_cpu)
		broken(res, "the cpumap program ran on CPU %u for %s, not %d", fate->extra_cpu,
		       name, trial->lab->far_cpu);
	else if (cpumap && fate->extra_queue)
		broken(res, "the cpumap program saw rx_queue_index %u for %s, not 0",
		       fate->extra_queue, name);
	else if (!cpumap && fate->extra_ifindex != (unsigned)trial->lab->ports[row->to].ifindex)
		broken(res, "egress_ifindex of %s was %u, not %d", name, fate->extra_ifindex,
		       trial->lab->ports[row->to].ifindex);
}

void verdict_of_program(const struct trial *trial, struct result *res)
{
	if (!trial->prog_id)
		return;
	for (unsigned seq = 0; seq < trial->sent && res->status == PASS; seq++) {
		check_fate(trial, res, seq);
		if (trial->brief.row->entry_prog && trial->expect->redirect_err == 0 &&
		    !trial->expect->lossy)
			check_entry(trial, res, seq);
	}
}

/* Frames that came to a place where they have no business. */
static void check_strays(const struct trial *trial, struct result *res)
{
	char name[32], word[32] = "none, without a program";

	for (unsigned seq = 0; seq < trial->sent; seq++) {
		struct promise p = promise_frame(trial, seq);

		for (enum place at = 0; at < PLACES; at++) {
			if (p.at & SET(at) || !tally_saw(&trial->tallies[at], seq))
				continue;
			if (trial->prog_id)
				verdict_word(p.verdict, word, sizeof(word));
			broken(res, "%s came to %s, although the verdict was %s",
			       frame_name(&trial->brief, seq, name, sizeof(name)),
			       place_words[at], word);
			return;
		}
	}
}

static void check_missing(const struct trial *trial, struct result *res, enum place at)
{
	unsigned due = 0, came = 0, first = trial->sent;
	char name[32], seen[80];

	for (unsigned seq = 0; seq < trial->sent; seq++) {
		if (!(promise_frame(trial, seq).at & SET(at)))
			continue;
		due++;
		if (tally_saw(&trial->tallies[at], seq))
			came++;
		else if (first == trial->sent)
			first = seq;
	}
	if (came < due)
		broken(res, "%s never came to %s (%u of %u did): %s",
		       frame_name(&trial->brief, first, name, sizeof(name)), place_words[at], came,
		       due, last_seen(trial, first, seen, sizeof(seen)));
}

static const char *frames(unsigned n)
{
	return n == 1 ? "frame" : "frames";
}

static void check_place(const struct trial *trial, struct result *res, enum place at)
{
	const struct tally *tally = &trial->tallies[at];

	if (!trial->expect->lossy)
		check_missing(trial, res, at);
	if (tally->dups)
		broken(res, "%u %s came to %s more than once", tally->dups, frames(tally->dups),
		       place_words[at]);
	if (tally->damaged)
		broken(res, "%u %s came to %s damaged, the first is %s", tally->damaged,
		       frames(tally->damaged), place_words[at], tally->damage);
	if (tally->reordered)
		broken(res, "%u %s came to %s behind later ones", tally->reordered,
		       frames(tally->reordered), place_words[at]);
}

/* Loss is allowed, but not in silence. */
static void check_lossy(const struct trial *trial, struct result *res)
{
	const struct facts *facts = &trial->lab->events.facts;
	unsigned dropped = facts_sum(facts, FACT_ENQUEUE_DROP) +
			   facts_sum(facts, FACT_ON_CPU_DROP);
	unsigned came = trial->tallies[AT_STACK].arrived;

	if (trial->expect->lossy && came + dropped != trial->sent)
		broken(res, "%u frames came to the stack and %u were counted as drops, of %u",
		       came, dropped, trial->sent);
	if (trial->expect->lossy && !dropped)
		broken(res, "all %u frames came, although the queue holds only %u", came,
		       trial->brief.row->qsize);
}

/* bpf_warn_invalid_xdp_action() in net/core/filter.c: it names program and device since
 * 5.17, and is given no device by map entries (kernel/bpf/devmap.c) and live frames
 * (net/bpf/test_run.c).
 */
static void print_warning(const struct trial *trial, bool named, char *line, size_t size)
{
	bool native_on_slave = trial->in->mode == MODE_NATIVE && trial->lab->native_ifindex;
	const struct xcase *row = trial->brief.row;
	const struct prog *prog = &trial->lab->prog;
	bool entry = row->entry_prog;
	uint32_t verdict = entry ? row->config.action : row_verdict(row, trial->expect, 0);

	if (!named) {
		snprintf(line, size, "%s XDP return value %u, expect packet loss!",
			 trial->expect->log, verdict);
		return;
	}
	snprintf(line, size,
		 "%s XDP return value %u on prog %s (id %u) dev %s, expect packet loss!",
		 trial->expect->log, verdict,
		 entry ? row->entry_prog : row->prog,
		 entry ? prog->entry_id : trial->prog_id,
		 entry || trial->in->way == WAY_LIVE ? "N/A" : native_on_slave ?
		 trial->lab->kind->lower : trial->lab->dut.ifname);
}

static void check_log(const struct trial *trial, struct result *res)
{
	const struct kmsg_window *log = &trial->log;
	char due[sizeof(log->verdict)], old[sizeof(log->verdict)];

	if (*log->trouble)
		broken(res, "the kernel log says: %s", log->trouble);
	if (!trial->expect->log) {
		if (log->verdicts && !trial->expect->may_warn)
			broken(res, "the kernel log says: %s", log->verdict);
		return;
	}
	print_warning(trial, true, due, sizeof(due));
	print_warning(trial, false, old, sizeof(old));
	if (!log->verdicts)
		broken(res, "the kernel log has no line '%s'", due);
	else if (strcmp(log->verdict, due) && strcmp(log->verdict, old))
		broken(res, "the kernel log says '%s', not '%s'", log->verdict, due);
	else if (log->verdicts > 1)
		broken(res, "the kernel log has the once-per-boot line %u times", log->verdicts);
}

/* Is it exact here? Those for XDP are, where the driver runs a program. */
static bool is_counted(const struct trial *trial, enum count count)
{
	if (!trial->lab->traits->counters[count] || trial->in->mode == MODE_CORE)
		return false;
	return count >= COUNT_LINK_RX || (trial->in->mode == MODE_NATIVE && trial->prog_id);
}

static void check_counters(const struct trial *trial, struct result *res)
{
	uint64_t due[COUNTS];

	promise_counters(trial, due);
	for (enum count i = 0; i < COUNTS; i++)
		if (is_counted(trial, i) && trial->counted[i] != due[i])
			broken(res, "the driver's counter %s moved by %llu, not %llu",
			       trial->lab->traits->counters[i],
			       (unsigned long long)trial->counted[i],
			       (unsigned long long)due[i]);
}

static void check_xsk(const struct trial *trial, struct result *res)
{
	const struct expect *expect = trial->expect;
	unsigned lost = trial->sent - trial->tallies[AT_XSK].arrived;
	const struct {
		const char *name;
		unsigned long long got, due;
	} stats[] = {
		{ "rx_dropped", trial->xsk.rx_dropped, expect->xsk.dropped * lost },
		{ "rx_ring_full", trial->xsk.rx_ring_full, expect->xsk.ring_full * lost },
		{ "rx_fill_ring_empty_descs", trial->xsk.rx_fill_ring_empty_descs,
		  expect->xsk.fill_empty * lost },
		{ "rx_invalid_descs", trial->xsk.rx_invalid_descs, 0 },
	};

	if (!trial->lab->xsk_open)
		return;
	for (unsigned i = 0; i < ARRAY_SIZE(stats); i++)
		if (stats[i].got != stats[i].due)
			broken(res, "the AF_XDP socket's %s moved by %llu, not %llu",
			       stats[i].name, stats[i].got, stats[i].due);
}

static const char *fence_words(const struct trial *trial, enum steer steer)
{
	static const char *const words[STEERS] = {
		[FENCE_STACK] = "to the stack", [FENCE_PEER] = "by XDP_TX to the peer",
		[FENCE_TARGET] = "by XDP_REDIRECT to the target",
		[FENCE_SECOND] = "by XDP_REDIRECT to the second target",
		[FENCE_XSK] = "by XDP_REDIRECT to the AF_XDP socket",
		[FENCE_CPU] = "through the cpumap to the stack",
	};
	bool directly = trial->in->way == WAY_OUT ||
			trial->brief.row->condition == COND_DEAF_PEER;

	return steer == FENCE_PEER && directly ? "from the device to the peer" : words[steer];
}

static void check_fences(const struct trial *trial, struct result *res)
{
	for (enum steer steer = 0; steer < STEERS; steer++)
		if (trial->late & 1ull << steer)
			broken(res, "a single frame that was sent behind the burst, %s, never came",
			       fence_words(trial, steer));
}

void verdict(const struct trial *trial, struct result *res)
{
	if (trial->sent != trial->brief.count)
		broken(res, "the driver took only %u of %u frames", trial->sent,
		       trial->brief.count);
	verdict_of_program(trial, res);
	check_strays(trial, res);
	for (enum place at = 0; at < PLACES; at++)
		check_place(trial, res, at);
	check_lossy(trial, res);
	check_log(trial, res);
	check_fences(trial, res);
	verdict_events(trial, res);
	check_xsk(trial, res);
	check_counters(trial, res);
}
