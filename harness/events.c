/* SPDX-License-Identifier: GPL-2.0-only */
/* From the ring of tracepoint records to facts. A record that names no device
 * of ours is told by its program or map; one that was lost is our error.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "events.h"
#include "skel.h"
#include "words.h"
#include "xdp.skel.h"

static bool fact_alike(const struct fact *a, const struct fact *b)
{
	return a->kind == b->kind && a->ifindex == b->ifindex && a->to == b->to &&
	       a->value == b->value && a->prog_id == b->prog_id;
}

void facts_add(struct facts *facts, const struct fact *fact, unsigned n)
{
	struct fact *entry = NULL;

	if (!n)
		return;
	for (unsigned i = 0; i < facts->count && !entry; i++)
		if (fact_alike(&facts->list[i], fact))
			entry = &facts->list[i];
	if (!entry) {
		if (facts->count == ARRAY_SIZE(facts->list)) {
			facts->full = true;
			return;
		}
		entry = &facts->list[facts->count++];
		*entry = *fact;
		entry->n = 0;
	}
	entry->n += n;
}

unsigned facts_count(const struct facts *facts, const struct fact *like)
{
	for (unsigned i = 0; i < facts->count; i++)
		if (fact_alike(&facts->list[i], like))
			return facts->list[i].n;
	return 0;
}

unsigned facts_sum(const struct facts *facts, enum fact_kind kind)
{
	unsigned n = 0;

	for (unsigned i = 0; i < facts->count; i++)
		if (facts->list[i].kind == kind)
			n += facts->list[i].n;
	return n;
}

static const struct {
	const char *text;
	bool err;		/* value is an errno */
} fact_words[FACTS] = {
	[FACT_EXCEPTION] = { "xdp_exception" },
	[FACT_REDIRECT] = { "xdp_redirect" },
	[FACT_REDIRECT_ERR] = { "xdp_redirect_err", true },
	[FACT_XMIT_SENT] = { "xdp_devmap_xmit sent" },
	[FACT_XMIT_DROP] = { "xdp_devmap_xmit drops", true },
	[FACT_BULK_SENT] = { "xdp_bulk_tx sent" },
	[FACT_BULK_DROP] = { "xdp_bulk_tx drops", true },
	[FACT_ENQUEUED] = { "xdp_cpumap_enqueue processed" },
	[FACT_ENQUEUE_DROP] = { "xdp_cpumap_enqueue drops" },
	[FACT_ON_CPU] = { "xdp_cpumap_kthread processed" },
	[FACT_ON_CPU_DROP] = { "xdp_cpumap_kthread drops" },
	[FACT_CPU_PASS] = { "xdp_cpumap_kthread xdp_pass" },
	[FACT_CPU_DROP] = { "xdp_cpumap_kthread xdp_drop" },
	[FACT_CPU_REDIRECT] = { "xdp_cpumap_kthread xdp_redirect" },
};

const char *fact_print(const struct fact *fact, char *text, size_t size)
{
	char name[IF_NAMESIZE], word[32];
	size_t len;

	len = snprintf(text, size, "%s", fact_words[fact->kind].text);
	if (fact->kind == FACT_EXCEPTION)
		len += snprintf(text + len, size - len, " act=%s",
				verdict_word(fact->value, word, sizeof(word)));
	if (fact->kind >= FACT_ENQUEUED)
		len += snprintf(text + len, size - len, " on CPU %d", (int)fact->value);
	if (fact_words[fact->kind].err && fact->value)
		len += snprintf(text + len, size - len, " err=%s",
				errno_word(fact->value, word, sizeof(word)));
	if (fact->ifindex)
		len += snprintf(text + len, size - len, " on %s",
				if_indextoname(fact->ifindex, name) ?: "a device that is gone");
	if (fact->to)
		snprintf(text + len, size - len, " to %s",
			 if_indextoname(fact->to, name) ?: "an interface that is not there");
	return text;
}

static void take_bulk(struct events *events, const struct event *e, enum fact_kind sent,
		      enum fact_kind drop)
{
	struct fact fact = { .kind = sent, .ifindex = e->ifindex, .to = e->to_ifindex };

	facts_add(&events->facts, &fact, e->sent);
	fact.kind = drop;
	fact.value = e->err;
	facts_add(&events->facts, &fact, e->drops);
}

static void take_cpumap(struct events *events, const struct event *e)
{
	bool kthread = e->kind == EV_CPUMAP_KTHREAD;
	struct facts *facts = &events->facts;

	const struct { enum fact_kind kind; unsigned n; } counts[] = {
		{ kthread ? FACT_ON_CPU : FACT_ENQUEUED, e->sent },
		{ kthread ? FACT_ON_CPU_DROP : FACT_ENQUEUE_DROP, e->drops },
		{ FACT_CPU_PASS, e->pass },
		{ FACT_CPU_DROP, e->drop },
		{ FACT_CPU_REDIRECT, e->redirect },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(counts); i++) {
		struct fact fact = { .kind = counts[i].kind, .value = e->cpu };

		facts_add(facts, &fact, counts[i].n);
	}
}

static int take(void *arg, void *data, size_t size)
{
	struct events *events = arg;
	const struct event *e = data;
	struct fact fact = { .ifindex = e->ifindex, .to = e->to_ifindex, .prog_id = e->prog_id };

	if (size < sizeof(*e) || e->kind >= EVENTS)
		return 0;
	events->fired[e->kind]++;
	switch ((enum event_kind)e->kind) {
	case EV_EXCEPTION:
		fact.kind = FACT_EXCEPTION;
		fact.value = e->act;
		facts_add(&events->facts, &fact, 1);
		break;
	case EV_REDIRECT:
	case EV_REDIRECT_ERR:
		fact.kind = e->kind == EV_REDIRECT ? FACT_REDIRECT : FACT_REDIRECT_ERR;
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
		take_cpumap(events, e);
		break;
	case EV_MEM_CONNECT:
	case EV_MEM_DISCONNECT:
	case EVENTS:
		break;
	}
	return 0;
}

static int events_load(struct events *events)
{
	struct bpf_program *bpf;
	struct bpf_map *map;
	struct stat netns;
	int err;

	if (stat("/proc/self/ns/net", &netns))
		return fault(-errno, "look up the network namespace");
	events->skel->rodata->netns = netns.st_ino;
	bpf_object__for_each_program(bpf, events->skel->obj)
		bpf_program__set_autoload(bpf, bpf_program__type(bpf) ==
					       BPF_PROG_TYPE_RAW_TRACEPOINT);
	bpf_object__for_each_map(map, events->skel->obj)
		if (!strchr(bpf_map__name(map), '.'))
			bpf_map__set_autocreate(map, map == events->skel->maps.events ||
						     map == events->skel->maps.models);
	err = xdp__load(events->skel);
	if (err)
		return skel_fault(err, "load the tracepoint programs");
	err = xdp__attach(events->skel);
	return err ? skel_fault(err, "attach to the xdp tracepoints") : 0;
}

int events_open(struct events *events)
{
	int err;

	memset(events, 0, sizeof(*events));
	events->skel = skel_open();
	if (!events->skel)
		return -ENOMEM;
	err = events_load(events);
	if (err)
		return err;
	events->ring = ring_buffer__new(bpf_map__fd(events->skel->maps.events), take, events, NULL);
	return events->ring ? 0 : fault(-errno, "map the ring of tracepoint events");
}

void events_close(struct events *events)
{
	if (events->ring)
		ring_buffer__free(events->ring);
	if (events->skel)
		xdp__destroy(events->skel);
	memset(events, 0, sizeof(*events));
}

void events_start(struct events *events, uint32_t cpumap_id)
{
	events->skel->bss->cpumap_id = cpumap_id;
	events->lost = events->skel->bss->events_lost;
	ring_buffer__consume(events->ring);
	memset(&events->facts, 0, sizeof(events->facts));
	memset(events->fired, 0, sizeof(events->fired));
	events->bulk_max = 0;
}

int events_read(struct events *events)
{
	return events_wait(events, 0);
}

int events_wait(struct events *events, unsigned timeout_ms)
{
	uint64_t lost;
	int n;

	n = ring_buffer__consume(events->ring);
	if (!n && timeout_ms)
		n = ring_buffer__poll(events->ring, timeout_ms);
	if (n < 0 && n != -EINTR)
		return fault(n, "read the ring of tracepoint events");
	lost = events->skel->bss->events_lost - events->lost;
	if (!lost)
		return 0;
	fault(0, "%llu tracepoint events were lost", (unsigned long long)lost);
	return -EIO;
}
