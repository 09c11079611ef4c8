/* SPDX-License-Identifier: GPL-2.0-only */
/* Steps with an AF_XDP socket that sends, descriptor by descriptor: which are
 * owed a completion, and that none is completed that is not.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "clock.h"
#include "script.h"

#define COMPLETE_MS 1000	/* a frame that is not completed then is lost */
#define BUSY_MS 2000		/* for the socket before to leave the queue */

int step_socket_open(struct script *s)
{
	struct xsk_config config = s->step->xsk;
	char ifname[IF_NAMESIZE];

	if (!if_indextoname(script_ifindex(s), ifname))
		return fault(-errno, "find the device of step %u", s->number);
	config.ifname = ifname;
	config.queue = s->step->on == DUT ? s->lab->queue : 0;
	config.busy_ms = BUSY_MS;
	if (s->xsk_open)
		xsk_close(&s->xsk);
	s->xsk_open = true;
	s->put_count = 0;
	s->err = xsk_open(&s->xsk, &config);
	return s->err && strcmp(s->xsk.step, "bind") ? s->err : 0;
}

int script_free_socket(struct script *s)
{
	if (s->xsk_open)
		xsk_close(&s->xsk);
	s->xsk_open = false;
	return 0;
}

static void put_one(struct script *s, unsigned nth)
{
	static const uint8_t type[] = { 0x88, 0xb5 };	/* for local use: no stack takes it */
	const struct step *step = s->step;
	uint64_t addr = step->tx.addr + nth * s->xsk.chunk;
	struct xdp_desc *desc;
	__u32 slot = 0;

	xsk_ring_prod__reserve(&s->xsk.tx.prod, 1, &slot);
	desc = xsk_ring_prod__tx_desc(&s->xsk.tx.prod, slot);
	desc->addr = addr;
	desc->len = step->tx.len ? step->tx.len : 64;
	desc->options = step->tx.options;
	if (!step->tx.invalid)
		memcpy(s->xsk.umem + addr + 12, type, sizeof(type));
	xsk_ring_prod__submit(&s->xsk.tx.prod, 1);
	s->put[s->put_count].addr = addr;
	s->put[s->put_count].valid = !step->tx.invalid;
	s->put_count++;
}

int step_socket_put(struct script *s)
{
	unsigned n = s->step->tx.n ? s->step->tx.n : 1;

	if (s->put_count + n > SCRIPT_FRAMES || xsk_prod_nb_free(&s->xsk.tx.prod, n) < n)
		return fault(-ENOSPC, "put %u frames into the TX ring in step %u", n, s->number);
	for (unsigned i = 0; i < n; i++)
		put_one(s, i);
	return 0;
}

int step_socket_send(struct script *s)
{
	if (sendto(s->xsk.fd, NULL, 0, s->step->flags, NULL, 0) < 0)
		s->err = -errno;
	return 0;
}

/* Strikes the address off the list of those that were put. What is not valid
 * may be given back by a completion, too, and is by 6.12.117.
 */
static bool strike(struct script *s, uint64_t addr, bool *valid)
{
	for (unsigned i = 0; i < s->put_count; i++) {
		if (s->put[i].addr != addr)
			continue;
		*valid = s->put[i].valid;
		s->put_count--;
		memmove(&s->put[i], &s->put[i + 1], (s->put_count - i) * sizeof(s->put[0]));
		return true;
	}
	return false;
}

/* Counts the valid frames that are completed now. */
static unsigned reap(struct script *s)
{
	struct xsk_ring_cons *ring = &s->xsk.completion.cons;
	unsigned n, valid_count = 0;
	bool valid = false;
	__u32 slot = 0;

	n = xsk_ring_cons__peek(ring, ring->size, &slot);
	for (unsigned i = 0; i < n; i++) {
		uint64_t addr = *xsk_ring_cons__comp_addr(ring, slot + i);

		if (!strike(s, addr, &valid))
			script_broken(s, "umem address %#llx is completed, and is not being sent",
				      (unsigned long long)addr);
		valid_count += valid;
	}
	xsk_ring_cons__release(ring, n);
	return valid_count;
}

int step_socket_completed(struct script *s)
{
	uint64_t begin = clock_us(), deadline_ms = clock_deadline(COMPLETE_MS);
	unsigned n = reap(s);

	/* copy mode completes when the last reader lets go of the frame: no event */
	while (n < s->step->n && clock_ms() < deadline_ms) {
		poll(NULL, 0, 1);
		n += reap(s);
	}
	s->in->result.waited_us += clock_us() - begin;
	if (n != s->step->n)
		script_broken(s, "%u frames are completed, not %u", n, s->step->n);
	return 0;
}

int step_socket_invalid(struct script *s)
{
	struct xdp_statistics stats;
	int err;

	err = xsk_stats(&s->xsk, &stats);
	if (!err && stats.tx_invalid_descs != s->step->n)
		script_broken(s, "tx_invalid_descs is %llu, not %u",
			      (unsigned long long)stats.tx_invalid_descs, s->step->n);
	return err;
}

int step_socket_wakeup(struct script *s)
{
	if (!xsk_ring_prod__needs_wakeup(&s->xsk.tx.prod))
		script_broken(s, "XDP_RING_NEED_WAKEUP is not set");
	return 0;
}
