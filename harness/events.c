/* SPDX-License-Identifier: GPL-2.0-only */
/* From records of tracepoints to facts. A record names its device by a number only,
 * so that of all that fires on a CPU we take what has a number of ours; one that was
 * lost is our error.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "events.h"
#include "ifindex.h"

struct event {			/* one firing of a tracepoint; unused members are 0 */
	uint32_t ifindex;	/* of the device; from_ifindex of devmap_xmit */
	uint32_t to_ifindex;	/* REDIRECT*, DEVMAP_XMIT */
	uint32_t prog_id;	/* EXCEPTION, REDIRECT* */
	uint32_t id;		/* CPUMAP_*: of the map; MEM_*: of the memory model */
	uint32_t act;		/* EXCEPTION */
	int32_t err;		/* negative errno, or 0 */
	uint32_t sent;		/* frames; CPUMAP_*: processed */
	uint32_t drops;
	uint32_t cpu;		/* CPUMAP_*: the map's CPU */
	uint32_t pass, drop, redirect;	/* CPUMAP_KTHREAD: the cpumap program's verdicts */
};

#define FIELD(theirs, ours) { theirs, offsetof(struct event, ours) }
#define REDIRECTED							\
	FIELD("ifindex", ifindex), FIELD("to_ifindex", to_ifindex),	\
	FIELD("prog_id", prog_id), FIELD("err", err)

/* include/trace/events/xdp.h of the kernel has had these since 5.9. */
static const struct {
	const char *name;
	bool wakes;		/* it is waited for */
	struct { const char *name; size_t offset; } fields[TRACEPOINT_FIELDS];
} kinds[EVENTS] = {
	[EV_EXCEPTION] = { "xdp/xdp_exception", false, {
		FIELD("ifindex", ifindex), FIELD("prog_id", prog_id), FIELD("act", act) } },
	[EV_REDIRECT] = { "xdp/xdp_redirect", false, { REDIRECTED } },
	[EV_REDIRECT_ERR] = { "xdp/xdp_redirect_err", false, { REDIRECTED } },
	[EV_DEVMAP_XMIT] = { "xdp/xdp_devmap_xmit", false, {
		FIELD("from_ifindex", ifindex), FIELD("to_ifindex", to_ifindex),
		FIELD("sent", sent), FIELD("drops", drops), FIELD("err", err) } },
	[EV_BULK_TX] = { "xdp/xdp_bulk_tx", false, {
		FIELD("ifindex", ifindex), FIELD("sent", sent), FIELD("drops", drops),
		FIELD("err", err) } },
	[EV_CPUMAP_ENQUEUE] = { "xdp/xdp_cpumap_enqueue", false, {
		FIELD("map_id", id), FIELD("processed", sent), FIELD("drops", drops),
		FIELD("to_cpu", cpu) } },
	[EV_CPUMAP_KTHREAD] = { "xdp/xdp_cpumap_kthread", true, {
		FIELD("map_id", id), FIELD("processed", sent), FIELD("drops", drops),
		FIELD("cpu", cpu), FIELD("xdp_pass", pass), FIELD("xdp_drop", drop),
		FIELD("xdp_redirect", redirect) } },
	[EV_MEM_CONNECT] = { "xdp/mem_connect", false, {
		FIELD("ifindex", ifindex), FIELD("mem_id", id) } },
	[EV_MEM_DISCONNECT] = { "xdp/mem_disconnect", true, { FIELD("mem_id", id) } },
};

static void take_bulk(struct events *events, const struct event *e, enum fact_kind sent,
		      enum fact_kind drop)
{
	struct fact fact = { .kind = sent, .ifindex = e->ifindex, .to = e->to_ifindex };

	facts_add(&events->facts, &fact, e->sent);
	fact.kind = drop;
	fact.value = e->err;
	facts_add(&events->facts, &fact, e->drops);
}

static void take_cpumap(struct events *events, const struct event *e, bool kthread)
{
	const struct { enum fact_kind kind; unsigned n; } counts[] = {
		{ kthread ? FACT_ON_CPU : FACT_ENQUEUED, e->sent },
		{ kthread ? FACT_ON_CPU_DROP : FACT_ENQUEUE_DROP, e->drops },
		{ FACT_CPU_PASS, e->pass },
		{ FACT_CPU_DROP, e->drop },
		{ FACT_CPU_REDIRECT, e->redirect },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(counts); i++) {
		struct fact fact = { .kind = counts[i].kind, .value = e->cpu };

		facts_add(&events->facts, &fact, counts[i].n);
	}
}

static void take(struct events *events, enum event_kind kind, const struct event *e)
{
	struct fact fact = { .ifindex = e->ifindex, .to = e->to_ifindex, .prog_id = e->prog_id };

	events->fired[kind]++;
	switch (kind) {
	case EV_EXCEPTION:
		fact.kind = FACT_EXCEPTION;
		fact.value = e->act;
		facts_add(&events->facts, &fact, 1);
		break;
	case EV_REDIRECT:
	case EV_REDIRECT_ERR:
		fact.kind = kind == EV_REDIRECT ? FACT_REDIRECT : FACT_REDIRECT_ERR;
		fact.value = e->err;
		facts_add(&events->facts, &fact, 1);
		break;
	case EV_DEVMAP_XMIT:
		if (e->sent + e->drops > events->bulk_max)
			events->bulk_max = e->sent + e->drops;
		take_bulk(events, e, FACT_XMIT_SENT, FACT_XMIT_DROP);
		break;
	case EV_BULK_TX:
		take_bulk(events, e, FACT_BULK_SENT, FACT_BULK_DROP);
		break;
	case EV_CPUMAP_ENQUEUE:
	case EV_CPUMAP_KTHREAD:
		take_cpumap(events, e, kind == EV_CPUMAP_KTHREAD);
		break;
	case EV_MEM_CONNECT:
	case EV_MEM_DISCONNECT:
	case EVENTS:
		break;
	}
}

static bool is_device(const struct events *events, unsigned ifindex)
{
	for (unsigned i = 0; i < events->devices_count; i++)
		if (events->devices[i] == ifindex)
			return true;
	return ifindex_is_among(events->first_ifindex, ifindex);
}

static bool strike(uint32_t *ids, uint32_t id)
{
	for (unsigned i = 0; i < MODELS_MAX; i++) {
		if (ids[i] != id)
			continue;
		ids[i] = 0;
		return true;
	}
	return false;
}

static void note(uint32_t *ids, uint32_t id)
{
	memmove(ids + 1, ids, (MODELS_MAX - 1) * sizeof(*ids));
	ids[0] = id;
}

/* That a memory model is given back is told without a device, and on a CPU whose ring
 * may be read before the one that tells whose it is.
 */
static bool is_model(struct events *events, enum event_kind kind, const struct event *e)
{
	if (kind == EV_MEM_DISCONNECT) {
		if (strike(events->models, e->id))
			return true;
		note(events->strangers, e->id);
		return false;
	}
	if (!is_device(events, e->ifindex))
		return false;
	if (strike(events->strangers, e->id))
		events->fired[EV_MEM_DISCONNECT]++;
	else
		note(events->models, e->id);
	return true;
}

static bool is_ours(struct events *events, enum event_kind kind, const struct event *e)
{
	if (kind == EV_CPUMAP_ENQUEUE || kind == EV_CPUMAP_KTHREAD)
		return events->cpumap_id && e->id == events->cpumap_id;
	if (kind == EV_MEM_CONNECT || kind == EV_MEM_DISCONNECT)
		return is_model(events, kind, e);
	return is_device(events, e->ifindex);
}

static void take_record(void *arg, const void *record, size_t len)
{
	struct events *events = arg;
	unsigned id = record_id(record, len);
	struct event e = {};
	enum event_kind kind;

	for (kind = 0; kind < EVENTS; kind++)
		if (events->points[kind].id == id)
			break;
	if (kind == EVENTS)
		return;
	for (unsigned i = 0; i < TRACEPOINT_FIELDS && kinds[kind].fields[i].name; i++) {
		uint32_t number = record_number(&events->points[kind], i, record, len);

		memcpy((char *)&e + kinds[kind].fields[i].offset, &number, sizeof(number));
	}
	if (is_ours(events, kind, &e))
		take(events, kind, &e);
}

static int find_points(struct events *events)
{
	static bool kept;	/* by this process, for its next lab */
	int err = 0;

	for (enum event_kind kind = 0; kind < EVENTS && !err; kind++) {
		struct tracepoint *point = &events->points[kind];

		point->name = kinds[kind].name;
		for (unsigned i = 0; i < TRACEPOINT_FIELDS; i++)
			point->fields[i] = kinds[kind].fields[i].name;
		err = tracepoint_find(point);
		if (!err && !kept)
			tracer_keep(point->id);
	}
	kept = !err;
	return err;
}

/* In the kernel already, lest others fill our rings while we wait for something. */
static const char *filter_of(const struct events *events, enum event_kind kind, char *filter,
			     size_t size)
{
	unsigned first = events->first_ifindex;
	const char *field = kinds[kind].fields[0].name;
	size_t len;

	if (kinds[kind].fields[0].offset != offsetof(struct event, ifindex))
		return NULL;
	len = snprintf(filter, size, "(%s >= %u && %s < %u)", field, first, field,
		       first + IFINDEXES);
	for (unsigned i = 0; i < events->devices_count && len < size; i++)
		len += snprintf(filter + len, size - len, " || %s == %u", field,
				events->devices[i]);
	return filter;
}

static int listen_on(struct events *events, int cpu)
{
	struct tracer *tracer = &events->tracers[events->tracers_count++];
	char filter[64 + OTHERS_MAX * 32];
	int err = 0;

	for (enum event_kind kind = 0; kind < EVENTS && !err; kind++) {
		const struct tracing tracing = {
			.id = events->points[kind].id, .cpu = cpu, .wakes = kinds[kind].wakes,
			.filter = filter_of(events, kind, filter, sizeof(filter)),
		};

		err = tracer_add(tracer, &tracing);
	}
	return err;
}

static int listen_to(struct events *events, const cpu_set_t *cpus)
{
	int err;

	events->tracers = calloc(CPU_COUNT(cpus), sizeof(*events->tracers));
	if (!events->tracers)
		return fault(-ENOMEM, "listen to tracepoints");
	err = find_points(events);
	for (int cpu = 0; cpu < CPU_SETSIZE && !err; cpu++)
		if (CPU_ISSET(cpu, cpus))
			err = listen_on(events, cpu);
	return err;
}

static void add_device(struct events *events, unsigned ifindex)
{
	if (ifindex && !is_device(events, ifindex) && events->devices_count < OTHERS_MAX)
		events->devices[events->devices_count++] = ifindex;
}

int events_open(struct events *events, const cpu_set_t *cpus, const unsigned *ifindexes,
		unsigned count)
{
	int err;

	memset(events, 0, sizeof(*events));
	err = ifindex_first(&events->first_ifindex);
	if (err)
		return err;
	for (unsigned i = 0; i < count; i++)
		add_device(events, ifindexes[i]);
	if (!listen_to(events, cpus))
		return 0;
	events_close(events);
	snprintf(events->deaf, sizeof(events->deaf), "%s", fault_text());
	return 0;
}

void events_close(struct events *events)
{
	for (unsigned i = 0; i < events->tracers_count; i++)
		tracer_close(&events->tracers[i]);
	free(events->tracers);
	memset(events, 0, sizeof(*events));
}

static void read_rings(struct events *events)
{
	for (unsigned i = 0; i < events->tracers_count; i++)
		events->lost += tracer_read(&events->tracers[i], take_record, events);
}

void events_start(struct events *events, uint32_t cpumap_id)
{
	read_rings(events);
	events->cpumap_id = cpumap_id;
	memset(&events->facts, 0, sizeof(events->facts));
	memset(events->fired, 0, sizeof(events->fired));
	memset(events->strangers, 0, sizeof(events->strangers));
	events->bulk_max = 0;
	events->lost = 0;
}

int events_read(struct events *events)
{
	read_rings(events);
	if (!events->lost)
		return 0;
	fault(0, "%llu tracepoint events were lost", (unsigned long long)events->lost);
	return -EIO;
}

static int wait(const struct events *events, unsigned timeout_ms)
{
	struct pollfd *fds = calloc(events->tracers_count, sizeof(*fds));
	int err;

	if (events->tracers_count && !fds)
		return fault(-ENOMEM, "wait for tracepoints");
	for (unsigned i = 0; i < events->tracers_count; i++)
		fds[i] = (struct pollfd){ .fd = events->tracers[i].fds[0], .events = POLLIN };
	err = poll(fds, events->tracers_count, timeout_ms) < 0 && errno != EINTR ? -errno : 0;
	free(fds);
	return err ? fault(err, "wait for tracepoints") : 0;
}

int events_wait(struct events *events, unsigned timeout_ms)
{
	int err = events->deaf[0] ? 0 : wait(events, timeout_ms);

	return err ? err : events_read(events);
}
