/* SPDX-License-Identifier: GPL-2.0-only */
/* How an AF_XDP socket is put together from system calls, and who owns each
 * chunk of its umem at any moment.
 *
 * Of libxdp only the accessors of the rings are used: xsk_socket__create()
 * always binds, and does not say which of its steps failed.
 */
#include "xsk.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "xdpcheck.h"

#define CHUNK_BYTES	4096
#define CHUNKS		64
#define TX_BATCH	16	/* frames that copy mode sends in one system call, from 5.10 on */
#define STALL_MS	1000	/* a sender that makes no progress for so long is stuck */

enum { OURS, FILLED, SENDING };	/* owner of a chunk */

struct ring_spec {
	const char *step;
	struct xsk_ring *ring;
	const struct xdp_ring_offset *off;
	int option;		/* of setsockopt() */
	uint64_t pgoff;		/* of mmap() */
	unsigned entries;
	size_t entry;		/* bytes */
	bool producer;		/* we are, and the kernel is the consumer */
};

/* For what the kernel has no event for: look again in a millisecond. Not on
 * the socket's fd, because poll() on it sends, and does not tell of a dropped
 * frame (xsk_poll).
 */
static bool wait_a_bit(uint64_t deadline_ms)
{
	if (clock_ms() >= deadline_ms)
		return false;
	poll(NULL, 0, 1);
	return true;
}

static unsigned power_of_two(unsigned n)
{
	unsigned power = 1;

	while (power < n)
		power *= 2;
	return power;
}

static int umem_open(struct xsk *x, unsigned headroom)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	struct xdp_umem_reg reg = {
		.len = (uint64_t)x->chunk * x->chunks,
		.chunk_size = x->chunk,
		.headroom = headroom,
	};

	x->step = "memory";
	x->owner = calloc(x->chunks, sizeof(*x->owner));
	if (!x->owner)
		return fault(-ENOMEM, "account for %u chunks of a umem", x->chunks);
	x->umem = mmap(NULL, reg.len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (x->umem == MAP_FAILED) {
		x->umem = NULL;
		return fault(-errno, "map %u chunks of %u bytes for a umem", x->chunks, x->chunk);
	}

	x->step = "umem";
	reg.addr = (uintptr_t)x->umem;
	/* The limit counts without CAP_IPC_LOCK; that it was not raised shows as -ENOBUFS. */
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	if (setsockopt(x->fd, SOL_XDP, XDP_UMEM_REG, &reg, sizeof(reg)))
		return fault(-errno, "register a umem of %u chunks of %u bytes with headroom %u",
			     x->chunks, x->chunk, headroom);
	return 0;
}

static int ring_open(struct xsk *x, const struct ring_spec *spec)
{
	struct xsk_ring *ring = spec->ring;
	char *map;

	x->step = spec->step;
	if (setsockopt(x->fd, SOL_XDP, spec->option, &spec->entries, sizeof(spec->entries)))
		return fault(-errno, "make an AF_XDP %s of %u entries", spec->step, spec->entries);
	ring->bytes = spec->off->desc + spec->entries * spec->entry;
	map = mmap(NULL, ring->bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
		   x->fd, spec->pgoff);
	if (map == MAP_FAILED)
		return fault(-errno, "map an AF_XDP %s of %u entries", spec->step, spec->entries);
	ring->map = map;
	ring->prod = (struct xsk_ring_prod){
		.cached_cons = spec->producer ? spec->entries : 0,
		.mask = spec->entries - 1,
		.size = spec->entries,
		.producer = (void *)(map + spec->off->producer),
		.consumer = (void *)(map + spec->off->consumer),
		.flags = (void *)(map + spec->off->flags),
		.ring = map + spec->off->desc,
	};
	return 0;
}

/* The fill and the completion ring have room for all chunks. The kernel wants
 * both, used or not (xsk_validate_queues).
 */
static int rings_open(struct xsk *x, const struct xsk_config *config)
{
	const unsigned all = power_of_two(x->chunks);
	struct xdp_mmap_offsets off = {};
	const struct ring_spec specs[] = {
		{ "fill ring", &x->fill, &off.fr, XDP_UMEM_FILL_RING,
		  XDP_UMEM_PGOFF_FILL_RING, all, sizeof(uint64_t), true },
		{ "completion ring", &x->completion, &off.cr, XDP_UMEM_COMPLETION_RING,
		  XDP_UMEM_PGOFF_COMPLETION_RING, all, sizeof(uint64_t), false },
		{ "rx ring", &x->rx, &off.rx, XDP_RX_RING,
		  XDP_PGOFF_RX_RING, config->rx_ring, sizeof(struct xdp_desc), false },
		{ "tx ring", &x->tx, &off.tx, XDP_TX_RING,
		  XDP_PGOFF_TX_RING, config->tx_ring, sizeof(struct xdp_desc), true },
	};
	socklen_t len = sizeof(off);
	int err = 0;

	x->step = "ring offsets";
	if (getsockopt(x->fd, SOL_XDP, XDP_MMAP_OFFSETS, &off, &len))
		return fault(-errno, "read the layout of AF_XDP rings");
	for (unsigned i = 0; i < ARRAY_SIZE(specs) && !err; i++)
		if (specs[i].entries)
			err = ring_open(x, &specs[i]);
	return err;
}

/* An unknown name has ifindex 0, to which the kernel itself says -ENODEV. */
static int bind_to(struct xsk *x, const struct xsk_config *config)
{
	const uint64_t deadline_ms = clock_deadline(config->busy_ms);
	const struct sockaddr_xdp addr = {
		.sxdp_family = AF_XDP,
		.sxdp_flags = config->bind_flags,
		.sxdp_ifindex = if_nametoindex(config->ifname),
		.sxdp_queue_id = config->queue,
	};
	struct xdp_options options = {};
	socklen_t len = sizeof(options);

	x->step = "bind";
	while (bind(x->fd, (const struct sockaddr *)&addr, sizeof(addr)))
		if (errno != EBUSY || !wait_a_bit(deadline_ms))
			return fault(-errno, "bind AF_XDP to %s queue %u with flags %#x",
				     config->ifname, config->queue, config->bind_flags);

	x->step = "options";
	if (getsockopt(x->fd, SOL_XDP, XDP_OPTIONS, &options, &len))
		return fault(-errno, "read the mode of AF_XDP on %s", config->ifname);
	x->zerocopy = options.flags & XDP_OPTIONS_ZEROCOPY;
	return 0;
}

int xsk_open(struct xsk *x, const struct xsk_config *config)
{
	int err;

	*x = (struct xsk){
		.step = "socket",
		.keep = config->keep,
		.chunk = config->chunk ? config->chunk : CHUNK_BYTES,
		.chunks = config->chunks ? config->chunks : CHUNKS,
	};
	x->fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (x->fd < 0)
		return fault(-errno, "open an AF_XDP socket");
	err = umem_open(x, config->headroom);
	if (!err)
		err = rings_open(x, config);
	if (err)
		return err;
	xsk_fill(x, config->fill);
	if (config->bind)
		return bind_to(x, config);
	return 0;
}

static void ring_close(struct xsk_ring *ring)
{
	if (ring->map)
		munmap(ring->map, ring->bytes);
}

void xsk_close(struct xsk *x)
{
	ring_close(&x->fill);
	ring_close(&x->completion);
	ring_close(&x->rx);
	ring_close(&x->tx);
	if (x->step && x->fd >= 0)
		close(x->fd);
	if (x->umem)
		munmap(x->umem, (size_t)x->chunk * x->chunks);
	free(x->owner);
	*x = (struct xsk){};
}

/* Find a chunk that is ours. In turn, so that a chunk completed twice is most
 * often not being sent again when the second completion comes.
 */
static bool chunk_find(struct xsk *x, unsigned *chunk)
{
	for (unsigned i = 0; i < x->chunks; i++) {
		*chunk = (x->next + i) % x->chunks;
		if (x->owner[*chunk] == OURS) {
			x->next = *chunk;
			return true;
		}
	}
	return false;
}

unsigned xsk_fill(struct xsk *x, unsigned n)
{
	unsigned given = 0, chunk;
	__u32 slot;

	while (given < n && chunk_find(x, &chunk) &&
	       xsk_ring_prod__reserve(&x->fill.prod, 1, &slot)) {
		*xsk_ring_prod__fill_addr(&x->fill.prod, slot) = (uint64_t)chunk * x->chunk;
		x->owner[chunk] = FILLED;
		given++;
	}
	xsk_ring_prod__submit(&x->fill.prod, given);
	return given;
}

/* Hand over as many frames as one system call sends, and as there are chunks
 * and slots for. Returns how many.
 */
static unsigned tx_put(struct xsk *x, const struct iovec *frames, unsigned n)
{
	unsigned put = 0, chunk;
	__u32 slot;

	n = n < TX_BATCH ? n : TX_BATCH;
	while (put < n && chunk_find(x, &chunk) &&
	       xsk_ring_prod__reserve(&x->tx.prod, 1, &slot)) {
		struct xdp_desc *desc = xsk_ring_prod__tx_desc(&x->tx.prod, slot);

		desc->addr = (uint64_t)chunk * x->chunk;
		desc->len = frames[put].iov_len;
		desc->options = 0;
		memcpy(x->umem + desc->addr, frames[put].iov_base, desc->len);
		x->owner[chunk] = SENDING;
		put++;
	}
	xsk_ring_prod__submit(&x->tx.prod, put);
	x->outstanding += put;
	return put;
}

/* Tell the kernel to send; in copy mode it sends within this call. -EAGAIN,
 * -ENOBUFS: frames are left, the socket's send buffer or the device is full.
 * -EBUSY: in copy mode one frame was dropped and is completed all the same
 * (NET_XMIT_DROP in __xsk_generic_xmit); in zero-copy mode try again.
 */
static int tx_kick(struct xsk *x, unsigned *dropped)
{
	if (sendto(x->fd, NULL, 0, MSG_DONTWAIT, NULL, 0) >= 0)
		return 0;
	if (errno == EBUSY && !x->zerocopy)
		(*dropped)++;
	if (errno == EAGAIN || errno == EBUSY || errno == ENOBUFS)
		return 0;
	return fault(-errno, "send on AF_XDP");
}

/* Take back what was sent. Returns how many chunks, or -EPROTO. */
static int tx_reap(struct xsk *x)
{
	__u32 slot;
	unsigned n = xsk_ring_cons__peek(&x->completion.cons, x->completion.cons.size, &slot);

	for (unsigned i = 0; i < n; i++) {
		uint64_t addr = *xsk_ring_cons__comp_addr(&x->completion.cons, slot + i);
		uint64_t chunk = addr / x->chunk;

		if (addr % x->chunk || chunk >= x->chunks || x->owner[chunk] != SENDING)
			return fault(-EPROTO, "AF_XDP completed umem address %#llx, which is "
				     "not being sent", (unsigned long long)addr);
		x->owner[chunk] = OURS;
	}
	xsk_ring_cons__release(&x->completion.cons, n);
	x->outstanding -= n;
	return n;
}

static int tx_check(const struct xsk *x, const struct iovec *frames, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (!frames[i].iov_len || frames[i].iov_len > x->chunk)
			return fault(-EMSGSIZE, "send %zu bytes from AF_XDP chunks of %u",
				     frames[i].iov_len, x->chunk);
	return 0;
}

int xsk_send(struct xsk *x, const struct iovec *frames, unsigned n)
{
	unsigned put = 0, dropped = 0;
	uint64_t deadline_ms = 0;
	int err;

	assert(x->tx.map);
	err = tx_check(x, frames, n);
	while (!err) {
		int reaped = tx_reap(x);
		unsigned new;

		if (reaped < 0)
			return reaped;
		if (put == n && !x->outstanding)
			return n - dropped;
		new = tx_put(x, frames + put, n - put);
		put += new;
		if (reaped || new)
			deadline_ms = clock_deadline(STALL_MS);
		else if (!wait_a_bit(deadline_ms))
			return fault(-ETIMEDOUT, "send on AF_XDP: of %u frames %u are handed over "
				     "and %u not completed", n, put, x->outstanding);
		err = tx_kick(x, &dropped);
	}
	return err;
}

int xsk_receive(struct xsk *x,
		void (*one)(void *arg, const void *data, unsigned len, unsigned room),
		void *arg)
{
	unsigned n;
	__u32 slot;

	assert(x->rx.map);
	n = xsk_ring_cons__peek(&x->rx.cons, x->rx.cons.size, &slot);
	for (unsigned i = 0; i < n; i++) {
		const struct xdp_desc *desc = xsk_ring_cons__rx_desc(&x->rx.cons, slot + i);
		uint64_t chunk = desc->addr / x->chunk;
		unsigned room = desc->addr % x->chunk;

		if (chunk >= x->chunks || x->owner[chunk] != FILLED || desc->len > x->chunk - room)
			return fault(-EPROTO, "AF_XDP received %u bytes at umem address %#llx, "
				     "which is no chunk given to receive into", desc->len,
				     (unsigned long long)desc->addr);
		x->owner[chunk] = OURS;
		one(arg, x->umem + desc->addr, desc->len, room);
	}
	xsk_ring_cons__release(&x->rx.cons, n);
	if (!x->keep)
		xsk_fill(x, n);
	return n;
}

int xsk_stats(const struct xsk *x, struct xdp_statistics *stats)
{
	socklen_t len = sizeof(*stats);

	*stats = (struct xdp_statistics){};
	if (getsockopt(x->fd, SOL_XDP, XDP_STATISTICS, stats, &len))
		return fault(-errno, "read the statistics of an AF_XDP socket");
	return 0;
}
