/* SPDX-License-Identifier: GPL-2.0-only */
/* bpf_xdp_adjust_head(), _tail() and _meta(), before each verdict that lets the
 * frame live, and what they must refuse.
 */
#include "xdpcheck.h"

/* An edited IPv4 packet is none. Veth has only as much tailroom as rounding leaves
 * it, of which tiny frames have none: skb_pp_cow_data() in net/core/skbuff.c.
 */
#define SHAPED (SET(SHAPE_MTU) | SET(SHAPE_VLAN) | SET(SHAPE_QINQ))
#define ANY_ROOM (SHAPED | TINY | SET(SHAPE_MIN))

/* The same edit before PASS, TX and REDIRECT. */
#define ADJUST(claim, ids, room, sentence, ...)					\
	{									\
		.name	= "adjust." claim "-pass", .clauses = ids,		\
		.why	= sentence " before XDP_PASS",				\
		.prog	= "pass", .config = { __VA_ARGS__ },			\
		.modes	= BOTH, .ways = ANY_WAY, .shapes = room,		\
		.expect	= { .at = STACK },					\
	},									\
	{									\
		.name	= "adjust." claim "-tx", .clauses = ids,		\
		.why	= sentence " before XDP_TX",				\
		.prog	= "tx", .config = { __VA_ARGS__ },			\
		.modes	= BOTH, .ways = ANY_WAY, .shapes = room,		\
		.expect	= { .at = PEER },					\
	},									\
	{									\
		.name	= "adjust." claim "-redirect", .clauses = ids,		\
		.why	= sentence " before XDP_REDIRECT",			\
		.prog	= "redirect", .to = TO_TARGET, .config = { __VA_ARGS__ }, \
		.modes	= BOTH, .ways = ANY_WAY, .shapes = room,		\
		.needs	= SET(CAP_TARGETS),					\
		.expect	= { .at = TARGET, .redirect = TO_TARGET },		\
	}

#define REFUSED(claim, ids, sentence, err, ...)					\
	{									\
		.name	= "adjust." claim, .clauses = ids,			\
		.why	= sentence,						\
		.prog	= "pass", .config = { __VA_ARGS__ },			\
		.modes	= BOTH, .ways = ANY_WAY, .shapes = TINY,		\
		.expect	= { .at = STACK, .helper = err },			\
	}

static const struct xcase rows[] = {
	ADJUST("head-grow", "B08 G04", ANY_ROOM,
	       "64 bytes more at the head must be in the frame", .head = -64),
	ADJUST("head-shrink", "B08 G04", ANY_ROOM,
	       "28 bytes less at the head must be out of the frame", .head = 28),
	ADJUST("head-most", "G01 G03", ANY_ROOM,
	       "the whole promised headroom must be there", .head = -192),
	ADJUST("tail-shrink", "B09 G06", ANY_ROOM,
	       "10 bytes less at the tail must be out of the frame", .tail = -10),
	ADJUST("tail-grow", "B09 G08", SHAPED,
	       "16 bytes more at the tail must be in the frame, as zeros", .tail = 16),
	ADJUST("meta-head", "G05", ANY_ROOM,
	       "metadata must move along with the head", .meta = -8, .head = -16),
	ADJUST("all", "G04 G05 G06", ANY_ROOM,
	       "head, tail and metadata must move together", .meta = -32, .head = 12, .tail = -7),
	REFUSED("head-too-far", "G01",
		"adjust_head() beyond the headroom must be refused with -EINVAL",
		-EINVAL, .head = -1024),
	REFUSED("head-too-short", "G02",
		"adjust_head() must leave an Ethernet header, or fail with -EINVAL",
		-EINVAL, .head = 51),
	REFUSED("tail-too-short", "G07",
		"adjust_tail() must leave an Ethernet header, or fail with -EINVAL",
		-EINVAL, .tail = -51),
	REFUSED("tail-too-far", "G07",
		"adjust_tail() beyond the end of the buffer must fail with -EINVAL",
		-EINVAL, .tail = 4096),
	REFUSED("meta-odd", "G10", "adjust_meta() by no multiple of 4 must fail with -EACCES",
		-EACCES, .meta = -6),
	{
		.name	= "adjust.measured", .clauses = "G03 G09",
		.why	= "a frame must have the headroom that drivers owe to programs",
		.prog	= "measure",
		.modes	= BOTH, .ways = WIRE | LIVE, .shapes = TINY | SET(SHAPE_MTU),
		.expect	= { .at = 0, .headroom = 192 },
	},
	{
		.name	= "adjust.head-shortest", .clauses = "G02",
		.why	= "adjust_head() must allow what leaves just an Ethernet header",
		.prog	= "pass", .config = { .head = 50 },
		.modes	= BOTH, .ways = ANY_WAY, .shapes = TINY,
		.expect	= { .at = STACK },
	},
	{
		.name	= "adjust.tail-shortest", .clauses = "G07",
		.why	= "adjust_tail() must allow what leaves just an Ethernet header",
		.prog	= "tx", .config = { .tail = -50 },
		.modes	= BOTH, .ways = ANY_WAY, .shapes = TINY,
		.expect	= { .at = PEER },
	},
};

CASES(adjust, rows);
