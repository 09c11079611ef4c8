// SPDX-License-Identifier: GPL-2.0-only
/* The xdp tracepoints, one record for each firing in the network namespace or
 * on the map that is watched. Raw tracepoints need no tracefs; 6.12 does not let BTF-typed
 * ones read the redirect target, a pointer to void.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "common.h"

/* Of the kernel's structs, only the members that are read. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct ns_common {
	unsigned int inum;
};
struct net {
	struct ns_common ns;
};
typedef struct {
	struct net *net;
} possible_net_t;
struct net_device {
	int ifindex;
	possible_net_t nd_net;
};
struct bpf_prog_aux {
	__u32 id;
};
struct bpf_prog {
	struct bpf_prog_aux *aux;
};
struct _bpf_dtab_netdev {
	struct net_device *dev;
};
struct xdp_cpumap_stats {
	unsigned int redirect, pass, drop;
};
struct xdp_mem_info {
	__u32 type, id;
};
struct xdp_mem_allocator {
	struct xdp_mem_info mem;
};
struct xdp_rxq_info {
	struct net_device *dev;
	__u32 queue_index;
};
#pragma clang attribute pop

const volatile __u32 netns;	/* inode of the network namespace watched */
volatile __u32 cpumap_id;	/* id of the cpumap watched */
__u64 events_lost;		/* firings that found the ring full */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} events SEC(".maps");

/* Memory models that were connected here, by id: mem_disconnect names no device. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u32);		/* ifindex */
} models SEC(".maps");

static __always_inline bool watched(const struct net_device *dev)
{
	return BPF_CORE_READ(dev, nd_net.net, ns.inum) == netns;
}

static __always_inline void put(const struct event *event)
{
	if (bpf_ringbuf_output(&events, (void *)event, sizeof(*event), 0))
		__sync_fetch_and_add(&events_lost, 1);
}

SEC("raw_tp/xdp_exception")
int BPF_PROG(on_exception, const struct net_device *dev, const struct bpf_prog *xdp, __u32 act)
{
	struct event event = { .kind = EV_EXCEPTION };

	if (!watched(dev))
		return 0;
	event.ifindex = BPF_CORE_READ(dev, ifindex);
	event.prog_id = BPF_CORE_READ(xdp, aux, id);
	event.act = act;
	put(&event);
	return 0;
}

/* The fields as the kernel's own tracepoint derives them (xdp_redirect_template
 * in include/trace/events/xdp.h, 5.10 to 7.3): a target is read only when the
 * map is a devmap; no map at all means that the index is an ifindex.
 */
static __always_inline void put_redirect(struct event *event, const struct net_device *dev,
					 const struct bpf_prog *xdp, const void *tgt, int err,
					 int map_type, __u32 map_id, __u32 index)
{
	const struct _bpf_dtab_netdev *port = tgt;

	event->ifindex = BPF_CORE_READ(dev, ifindex);
	event->prog_id = BPF_CORE_READ(xdp, aux, id);
	event->err = err;
	event->map_id = map_id;
	event->index = index;
	if (map_type == BPF_MAP_TYPE_DEVMAP || map_type == BPF_MAP_TYPE_DEVMAP_HASH) {
		if (port)
			event->to_ifindex = BPF_CORE_READ(port, dev, ifindex);
	} else if (map_type == BPF_MAP_TYPE_UNSPEC && map_id == 0x7fffffff) {
		event->to_ifindex = index;
		event->map_id = 0;
	}
	put(event);
}

SEC("raw_tp/xdp_redirect")
int BPF_PROG(on_redirect, const struct net_device *dev, const struct bpf_prog *xdp,
	     const void *tgt, int err, int map_type, __u32 map_id, __u32 index)
{
	struct event event = { .kind = EV_REDIRECT };

	if (watched(dev))
		put_redirect(&event, dev, xdp, tgt, err, map_type, map_id, index);
	return 0;
}

SEC("raw_tp/xdp_redirect_err")
int BPF_PROG(on_redirect_err, const struct net_device *dev, const struct bpf_prog *xdp,
	     const void *tgt, int err, int map_type, __u32 map_id, __u32 index)
{
	struct event event = { .kind = EV_REDIRECT_ERR };

	if (watched(dev))
		put_redirect(&event, dev, xdp, tgt, err, map_type, map_id, index);
	return 0;
}

SEC("raw_tp/xdp_devmap_xmit")
int BPF_PROG(on_devmap_xmit, const struct net_device *from, const struct net_device *to,
	     int sent, int drops, int err)
{
	struct event event = { .kind = EV_DEVMAP_XMIT, .sent = sent, .drops = drops, .err = err };

	if (!watched(from))
		return 0;
	event.ifindex = BPF_CORE_READ(from, ifindex);
	event.to_ifindex = BPF_CORE_READ(to, ifindex);
	put(&event);
	return 0;
}

SEC("raw_tp/xdp_bulk_tx")
int BPF_PROG(on_bulk_tx, const struct net_device *dev, int sent, int drops, int err)
{
	struct event event = { .kind = EV_BULK_TX, .sent = sent, .drops = drops, .err = err };

	if (!watched(dev))
		return 0;
	event.ifindex = BPF_CORE_READ(dev, ifindex);
	put(&event);
	return 0;
}

SEC("raw_tp/xdp_cpumap_enqueue")
int BPF_PROG(on_cpumap_enqueue, int map_id, unsigned int processed, unsigned int drops, int to_cpu)
{
	struct event event = { .kind = EV_CPUMAP_ENQUEUE, .map_id = map_id, .sent = processed,
			       .drops = drops, .cpu = to_cpu };

	if (map_id == cpumap_id)
		put(&event);
	return 0;
}

SEC("raw_tp/xdp_cpumap_kthread")
int BPF_PROG(on_cpumap_kthread, int map_id, unsigned int processed, unsigned int drops, int sched,
	     const struct xdp_cpumap_stats *stats)
{
	struct event event = { .kind = EV_CPUMAP_KTHREAD, .map_id = map_id, .sent = processed,
			       .drops = drops, .cpu = bpf_get_smp_processor_id() };

	if (map_id != cpumap_id)
		return 0;
	event.pass = BPF_CORE_READ(stats, pass);
	event.drop = BPF_CORE_READ(stats, drop);
	event.redirect = BPF_CORE_READ(stats, redirect);
	put(&event);
	return 0;
}

SEC("raw_tp/mem_connect")
int BPF_PROG(on_mem_connect, const struct xdp_mem_allocator *xa, const struct xdp_rxq_info *rxq)
{
	struct event event = { .kind = EV_MEM_CONNECT };

	if (!watched(BPF_CORE_READ(rxq, dev)))
		return 0;
	event.ifindex = BPF_CORE_READ(rxq, dev, ifindex);
	event.map_id = BPF_CORE_READ(xa, mem.id);
	event.index = BPF_CORE_READ(rxq, queue_index);
	bpf_map_update_elem(&models, &event.map_id, &event.ifindex, BPF_ANY);
	put(&event);
	return 0;
}

SEC("raw_tp/mem_disconnect")
int BPF_PROG(on_mem_disconnect, const struct xdp_mem_allocator *xa)
{
	struct event event = { .kind = EV_MEM_DISCONNECT };
	__u32 *ifindex;

	event.map_id = BPF_CORE_READ(xa, mem.id);
	ifindex = bpf_map_lookup_elem(&models, &event.map_id);
	if (!ifindex)
		return 0;
	event.ifindex = *ifindex;
	bpf_map_delete_elem(&models, &event.map_id);
	put(&event);
	return 0;
}
