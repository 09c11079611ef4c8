/* SPDX-License-Identifier: GPL-2.0-only */
/* The bytes of our frames: identity in the source address (see bpf/common.h),
 * headers by shape, a payload that differs at every offset and in every run, and
 * the edits that programs make, modelled from outside.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <stdio.h>
#include <string.h>
#include "frame.h"
#include "suite.h"

#define ETHERTYPE ETH_P_802_EX1	/* private: no protocol handler takes it */

struct shape_info {
	unsigned len;		/* 0: brief.largest */
	unsigned tags;		/* VLAN tags behind the addresses */
	bool ipv4;		/* IPv4 and UDP to the device's socket */
	bool masked;		/* to nobody, under our ethertype */
};

static const struct shape_info shapes[SHAPES] = {
	[SHAPE_RUNT] = { .len = 14 },
	[SHAPE_MIN] = { .len = 60 },
	[SHAPE_TINY] = { .len = 64 },
	[SHAPE_UDP] = { .len = 137, .ipv4 = true },
	[SHAPE_MASKED] = { .len = 137, .ipv4 = true, .masked = true },
	[SHAPE_MTU] = { .len = 1514 },
	[SHAPE_VLAN] = { .len = 132, .tags = 1 },
	[SHAPE_QINQ] = { .len = 136, .tags = 2 },
	[SHAPE_LARGEST] = { .len = 0 },
};

static const struct { uint16_t proto, tci; } tags[] = { { ETH_P_8021AD, 7 }, { ETH_P_8021Q, 5 } };

static void put16(uint8_t *at, unsigned value)
{
	at[0] = value >> 8;
	at[1] = value;
}

static void put_address(uint8_t *at, uint32_t run, enum steer steer, unsigned seq)
{
	at[0] = 2 | steer << 2;
	at[1] = run >> 16;
	put16(at + 2, run & 0xffff);
	put16(at + 4, seq);
}

/* One multiplication of murmur3's finalizer: neighbours share no bytes. */
static uint8_t pattern(uint32_t run, unsigned offset)
{
	uint32_t x = run ^ offset * 0x9e3779b1u;

	x = (x ^ x >> 15) * 0x85ebca6bu;
	return x >> 24;
}

static uint16_t ip_checksum(const void *header)
{
	const uint16_t *half = header;
	uint32_t sum = 0;

	for (int i = 0; i < 10; i++)
		sum += half[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16));
}

static void put_udp(struct frame *f)
{
	unsigned len = f->len - ETH_HLEN;
	struct iphdr ip = {
		.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP,
		.tot_len = htons(len),
		.saddr = htonl(0xc0000202), .daddr = htonl(0xc0000201),
	};
	struct udphdr udp = {	/* no checksum: the kernel must not need one */
		.source = htons(UDP_PORT), .dest = htons(UDP_PORT),
		.len = htons(len - sizeof(ip)),
	};

	ip.check = ip_checksum(&ip);
	memcpy(f->data + ETH_HLEN, &ip, sizeof(ip));
	memcpy(f->data + ETH_HLEN + sizeof(ip), &udp, sizeof(udp));
	memcpy(f->data + UDP_PAYLOAD, f->data + ETH_ALEN, ETH_ALEN);
}

static unsigned put_tags(struct frame *f, unsigned count)
{
	unsigned at = 2 * ETH_ALEN;

	for (unsigned i = ARRAY_SIZE(tags) - count; i < ARRAY_SIZE(tags); i++, at += 4) {
		put16(f->data + at, tags[i].proto);
		put16(f->data + at + 2, tags[i].tci);
	}
	return at;
}

/* A frame that its program makes longer must still fit the device. */
static unsigned length(const struct brief *brief, const struct shape_info *shape)
{
	const struct prog_config *config = &brief->row->config;
	unsigned grows = (config->head < 0 ? -config->head : 0) +
			 (config->tail > 0 ? config->tail : 0);
	unsigned len = shape->len ? shape->len : brief->largest;

	if (!grows || len + grows <= brief->largest || grows >= brief->largest)
		return len;
	return brief->largest - grows;
}

void frame_build(const struct brief *brief, enum steer steer, unsigned seq, struct frame *f)
{
	bool under_test = steer == STEER_TEST || steer >= STEER_MIX;
	const struct shape_info *shape = &shapes[under_test ? brief->shape : SHAPE_TINY];
	unsigned proto_at;

	f->len = length(brief, shape);
	for (unsigned i = 0; i < f->len; i++)
		f->data[i] = pattern(brief->run, i);
	for (unsigned at = SEQ_FIRST; at + 2 <= f->len; at += SEQ_EVERY)
		put16(f->data + at, seq);

	memcpy(f->data, brief->mac, ETH_ALEN);
	put_address(f->data + ETH_ALEN, brief->run, steer, seq);
	proto_at = put_tags(f, shape->tags);
	put16(f->data + proto_at, shape->ipv4 && !shape->masked ? ETH_P_IP : ETHERTYPE);
	if (shape->ipv4)
		put_udp(f);
	if (shape->masked)
		f->data[5] ^= 1;
}

bool frame_copies(const struct brief *brief)
{
	return shapes[brief->shape].ipv4;
}

enum steer frame_steer(const struct brief *brief, unsigned seq)
{
	return brief->row->mix ? STEER_MIX + seq % MIX_VERDICTS : STEER_TEST;
}

static void edit_head(struct frame *f, int by)
{
	uint8_t *payload = f->data + ETH_HLEN;

	if (by > 0) {
		memmove(payload, payload + by, f->len - ETH_HLEN - by);
	} else {
		memmove(payload - by, payload, f->len - ETH_HLEN);
		memset(payload, HEAD_BYTE, -by);
	}
	f->len -= by;
}

static void edit_tail(struct frame *f, int by)
{
	if (by > 0)
		memset(f->data + f->len, 0, by);
	f->len += by;
}

static void edit_header(const struct brief *brief, struct frame *f)
{
	unsigned edits = brief->row->config.edits;
	uint8_t addr[ETH_ALEN];

	if (edits & EDIT_TO_HOST)
		memcpy(f->data, brief->mac, ETH_ALEN);
	if (edits & EDIT_TO_IPV4)
		put16(f->data + 2 * ETH_ALEN, ETH_P_IP);
	if (edits & EDIT_SWAP_MAC) {
		memcpy(addr, f->data, ETH_ALEN);
		memcpy(f->data, f->data + ETH_ALEN, ETH_ALEN);
		memcpy(f->data + ETH_ALEN, addr, ETH_ALEN);
	}
	if (edits & EDIT_FLIP && f->len > FLIP_AT)
		f->data[FLIP_AT] ^= FLIP_MASK;
}

void frame_promise(const struct brief *brief, unsigned seq, struct frame *f)
{
	const struct prog_config *config = &brief->row->config;

	frame_build(brief, frame_steer(brief, seq), seq, f);
	if (!brief->row->prog)
		return;
	edit_header(brief, f);
	if (brief->row->expect.helper)
		return;
	if (config->head)
		edit_head(f, config->head);
	if (config->tail)
		edit_tail(f, config->tail);
}

static bool identify_address(uint32_t run, const uint8_t *addr, struct identity *id)
{
	if ((addr[0] & 3) != 2 || (uint32_t)(addr[1] << 16 | addr[2] << 8 | addr[3]) != run)
		return false;
	id->steer = addr[0] >> 2;
	id->seq = addr[4] << 8 | addr[5];
	return true;
}

bool frame_identify(uint32_t run, const uint8_t *data, unsigned len, struct identity *id)
{
	return len >= ETH_HLEN && (identify_address(run, data + ETH_ALEN, id) ||
				   identify_address(run, data, id));
}

bool frame_identify_payload(uint32_t run, const uint8_t *data, unsigned len, struct identity *id)
{
	return len >= ETH_ALEN && identify_address(run, data, id);
}

bool frame_differs(const uint8_t *want, unsigned want_len, const uint8_t *got, unsigned got_len,
		   char *how, size_t size)
{
	unsigned len = want_len < got_len ? want_len : got_len;

	for (unsigned i = 0; i < len; i++) {
		if (want[i] == got[i])
			continue;
		snprintf(how, size, "byte %u of %u is %02x, not %02x", i, got_len, got[i],
			 want[i]);
		return true;
	}
	if (want_len == got_len)
		return false;
	snprintf(how, size, "%u bytes long, not %u", got_len, want_len);
	return true;
}

const char *frame_name(const struct brief *brief, unsigned seq, char *name, size_t size)
{
	snprintf(name, size, "frame %u of %u", seq + 1, brief->count);
	return name;
}

void brief_print(const struct brief *brief, char *line, size_t size)
{
	const uint8_t *m = brief->mac;

	snprintf(line, size, "%s %s %s %u %06x %02x:%02x:%02x:%02x:%02x:%02x %u",
		 brief->row->name, way_names[brief->way], shape_names[brief->shape],
		 brief->count, brief->run, m[0], m[1], m[2], m[3], m[4], m[5], brief->largest);
}

static int name_index(const char *const *names, unsigned count, const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return i;
	return -EINVAL;
}

static bool is_sound(const struct brief *brief)
{
	return brief->count && brief->count <= MAX_FRAMES && brief->run <= 0xffffff &&
	       brief->largest >= ETH_ZLEN && brief->largest <= FRAME_MAX - EDIT_ROOM &&
	       brief->row->ways & SET(brief->way) && brief->row->shapes & SET(brief->shape);
}

/* What scanf() takes for a number, and what is behind the last one, is found by
 * writing the line again.
 */
int brief_parse(struct brief *brief, const char *line)
{
	char row[64], way[16], shape[16], again[160];
	struct brief b = {};
	uint8_t *m = b.mac;
	int n, way_index, shape_index;

	n = sscanf(line, "%63s %15s %15s %u %x %2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx %u", row, way,
		   shape, &b.count, &b.run, m, m + 1, m + 2, m + 3, m + 4, m + 5, &b.largest);
	if (n != 12)
		return -EINVAL;
	b.row = suite_find(row);
	way_index = name_index(way_names, WAYS, way);
	shape_index = name_index(shape_names, SHAPES, shape);
	if (!b.row || way_index < 0 || shape_index < 0)
		return -EINVAL;
	b.way = way_index;
	b.shape = shape_index;
	brief_print(&b, again, sizeof(again));
	if (strcmp(again, line) || !is_sound(&b))
		return -EINVAL;
	*brief = b;
	return 0;
}
