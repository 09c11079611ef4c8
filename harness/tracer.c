/* SPDX-License-Identifier: GPL-2.0-only */
/* perf's ring of records: perf_event_open(2). */
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "tracer.h"
#include "xdpcheck.h"

#define RING_BYTES	(512u << 10)	/* some 10000 records; a power of two */
#define RECORD_MAX	512		/* no tracepoint of ours has longer ones */

static size_t map_bytes(void)
{
	return getpagesize() + RING_BYTES;
}

/* All tracepoints of a CPU share a ring, so that their order can be seen. */
static int join_ring(struct tracer *tracer, int fd)
{
	if (tracer->count)
		return ioctl(fd, PERF_EVENT_IOC_SET_OUTPUT, tracer->fds[0]);
	tracer->map = mmap(NULL, map_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (tracer->map != MAP_FAILED)
		return 0;
	tracer->map = NULL;
	return -1;
}

static int perf_open(struct perf_event_attr *attr, int cpu)
{
	int fd;

	attr->type = PERF_TYPE_TRACEPOINT;
	attr->size = sizeof(*attr);
	fd = syscall(SYS_perf_event_open, attr, cpu < 0 ? 0 : -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int set_up(struct tracer *tracer, int fd, const char *filter)
{
	if (filter && ioctl(fd, PERF_EVENT_IOC_SET_FILTER, filter))
		return fault(-errno, "set perf's filter '%s'", filter);
	if (join_ring(tracer, fd))
		return fault(-errno, "map perf's ring of tracepoint records");
	return 0;
}

int tracer_add(struct tracer *tracer, const struct tracing *tracing)
{
	struct perf_event_attr attr = {
		.config = tracing->id, .sample_period = 1, .sample_type = PERF_SAMPLE_RAW,
		.wakeup_events = tracing->wakes,
	};
	int fd, err;

	if (tracer->count == TRACER_EVENTS)
		return fault(-ENOSPC, "listen to one more tracepoint");
	fd = perf_open(&attr, tracing->cpu);
	if (fd < 0)
		return fault(fd, "listen to a tracepoint by perf");
	err = set_up(tracer, fd, tracing->filter);
	if (err)
		close(fd);
	else
		tracer->fds[tracer->count++] = fd;
	return err;
}

void tracer_close(struct tracer *tracer)
{
	if (tracer->map)
		munmap(tracer->map, map_bytes());
	while (tracer->count)
		close(tracer->fds[--tracer->count]);
	tracer->map = NULL;
}

/* The last one to leave a tracepoint waits for RCU grace periods, with a lock that all
 * others wait for (perf_trace_event_unreg() in kernel/trace/trace_event_perf.c).
 */
void tracer_keep(unsigned id)
{
	struct perf_event_attr attr = { .config = id, .sample_period = 1, .disabled = true };

	perf_open(&attr, -1);
}

/* From the ring, around whose end it may go. */
static void copy_out(const struct tracer *tracer, uint64_t at, void *to, size_t len)
{
	const char *ring = tracer->map + getpagesize();
	size_t from = at % RING_BYTES, first = RING_BYTES - from;

	if (first > len)
		first = len;
	memcpy(to, ring + from, first);
	memcpy((char *)to + first, ring, len - first);
}

struct entry {			/* the two kinds that come here, of enum perf_event_type */
	struct perf_event_header header;
	union {
		struct { uint64_t id, lost; } lost;
		struct { uint32_t size; char bytes[RECORD_MAX]; } raw;
	};
};

uint64_t tracer_read(struct tracer *tracer,
		     void (*one)(void *arg, const void *record, size_t len), void *arg)
{
	struct perf_event_mmap_page *page = (void *)tracer->map;
	uint64_t head, tail, lost = 0;
	struct entry entry;

	if (!page)
		return 0;
	head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
	tail = page->data_tail;
	if (head - tail > RING_BYTES - sizeof(entry))
		lost = 1;	/* the kernel tells only when there is room again */
	for (; tail < head; tail += entry.header.size) {
		copy_out(tracer, tail, &entry.header, sizeof(entry.header));
		if (entry.header.size > sizeof(entry))
			continue;
		copy_out(tracer, tail, &entry, entry.header.size);
		if (entry.header.type == PERF_RECORD_LOST)
			lost += entry.lost.lost;
		else if (entry.header.type == PERF_RECORD_SAMPLE)
			one(arg, entry.raw.bytes, entry.raw.size);
	}
	__atomic_store_n(&page->data_tail, tail, __ATOMIC_RELEASE);
	return lost;
}
