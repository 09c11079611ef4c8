/* SPDX-License-Identifier: GPL-2.0-only */
/* One AF_XDP socket with a umem of its own, to send and to receive frames.
 *
 * It never loads a program: put fd into an XSKMAP yourself, which also takes a
 * socket that is not bound; closing takes it out. Never redirect to a bound
 * socket without an rx ring: 6.18 takes it into the map, and __xsk_rcv() of 6.12
 * does not look whether the ring is there.
 */
#ifndef XDPCHECK_XSK_H
#define XDPCHECK_XSK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>
#include <linux/if_xdp.h>
#include <xdp/xsk.h>

#define XSK_HEADROOM 256	/* bytes that the kernel keeps free before a received frame */

/* All zero is a socket with a umem of 64 chunks of 4096 bytes and no ring. */
struct xsk_config {
	const char *ifname;	/* in the network namespace of the calling thread */
	unsigned queue;
	unsigned chunk;		/* bytes, 2048 or 4096; 0: 4096 */
	unsigned chunks;	/* 0: 64 */
	unsigned fill;		/* chunks that the kernel gets to receive into; the others send */
	unsigned rx_ring;	/* entries, a power of two; 0: no such ring */
	unsigned tx_ring;
	unsigned headroom;	/* bytes, on top of XSK_HEADROOM */
	bool bind;		/* to ifname and queue */
	bool keep;		/* do not give chunks back to the kernel after receiving */
	uint16_t bind_flags;	/* XDP_COPY or XDP_ZEROCOPY; 0: zero-copy where there is any */
	unsigned busy_ms;	/* how long to wait for a queue that answers -EBUSY */
};

struct xsk_ring {
	union {			/* two names of libxdp for one layout */
		struct xsk_ring_prod prod;	/* fill, tx */
		struct xsk_ring_cons cons;	/* completion, rx */
	};
	void *map;
	size_t bytes;		/* of the map */
};

struct xsk {
	int fd;			/* for poll() when receiving, and for an XSKMAP */
	const char *step;	/* of xsk_open() that came last: "umem", "rx ring", "bind" */
	bool zerocopy;		/* what the kernel chose */
	bool keep;
	unsigned chunk, chunks;	/* as in struct xsk_config */
	char *umem;
	uint8_t *owner;		/* of each chunk: ours, in the fill ring, being sent */
	unsigned next;		/* chunk to look at first for a free one */
	unsigned outstanding;	/* chunks being sent */
	struct xsk_ring fill, completion, rx, tx;
};

/* Opens what config asks for; nothing is checked here, the kernel is asked.
 * Returns 0, or the -errno of the step that x->step names, noted as fault().
 * The teardown of a bound socket goes on after its close(): for some 20 ms its
 * queue answers -EBUSY to bind, which busy_ms waits out.
 * Errors: net/xdp/xsk.c (xsk_bind, xsk_setsockopt), xdp_umem.c (xdp_umem_reg),
 * xsk_buff_pool.c (xp_assign_dev). Call xsk_close() in any case.
 */
int xsk_open(struct xsk *x, const struct xsk_config *config);

/* Takes a socket that is half open, closed or all zero. A bound one waits for
 * an RCU grace period, some 10 ms (xsk_unbind_dev).
 */
void xsk_close(struct xsk *x);

/* Send n frames of 1 to chunk bytes, in order, and wait until each of them is
 * completed. Returns how many the device took: fewer than n when a copy mode
 * device dropped some (a lost carrier, a frame longer than the far end's MTU).
 * -EPROTO: the kernel completed what is not being sent, or twice (clause N01);
 * -ETIMEDOUT: nothing moved for a second; -EMSGSIZE: a frame does not fit, and
 * none was sent; or what sendto() says. All errors are noted as fault().
 */
int xsk_send(struct xsk *x, const struct iovec *frames, unsigned n);

/* Take all frames that are here now, in order, without waiting, and give their
 * chunks back to the kernel unless x->keep. one() sees len bytes at data, and
 * may read the room bytes before it: metadata ends at data. In copy mode room
 * is always XSK_HEADROOM plus the umem's headroom. Returns the number of
 * frames, or -EPROTO, noted as fault(), when a descriptor names memory that
 * the kernel did not get to receive into.
 */
int xsk_receive(struct xsk *x,
		void (*one)(void *arg, const void *data, unsigned len, unsigned room),
		void *arg);

/* Give the kernel up to n more chunks to receive into. Returns how many. */
unsigned xsk_fill(struct xsk *x, unsigned n);

/* The socket's counters since it was opened; they never reset. 0 or a fault(). */
int xsk_stats(const struct xsk *x, struct xdp_statistics *stats);

#endif
