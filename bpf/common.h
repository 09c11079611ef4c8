/* SPDX-License-Identifier: GPL-2.0-only */
/* What the BPF programs and the harness agree on: the configuration of a
 * program, and what it notes of each frame.
 */
#ifndef XDPCHECK_COMMON_H
#define XDPCHECK_COMMON_H

#include <linux/types.h>

#define MAX_FRAMES	320	/* frames in the largest burst, and some to spare */
#define META_BYTE	0x5a	/* what programs write into metadata */
#define HEAD_BYTE	0xa5	/* what programs write into a grown head */
#define FLIP_AT		50	/* behind all headers */
#define FLIP_MASK	0xff	/* what EDIT_FLIP does to its byte */
#define SEQ_FIRST	52	/* payload bytes that carry the sequence number too: */
#define SEQ_EVERY	64	/*   two, big endian, from SEQ_FIRST on, this far apart */

/* A frame says in its source address who it is, so that a bare Ethernet header
 * can say it too, and so that it survives every edit that a program makes:
 *
 *   byte 0   bits 2-7: enum steer; bit 1 set (locally administered), bit 0 clear
 *   byte 1-3 the run, big endian: frames of another run are foreign
 *   byte 4-5 the sequence number, big endian
 *
 * After EDIT_SWAP_MAC it stands in the destination address.
 */
enum steer {
	STEER_TEST,		/* a frame under test: the program's own verdict */
	FENCE_STACK,		/* fences: on to the place named, by the same queue */
	FENCE_PEER,
	FENCE_TARGET,
	FENCE_SECOND,
	FENCE_XSK,
	FENCE_CPU,		/* through the cpumap, to where its frames go */
	STEER_MIX = 8,		/* STEER_MIX + n: this frame's verdict is n */
	STEERS = 64,
};

enum edit {			/* what a program does to a frame's bytes, a set */
	EDIT_SWAP_MAC	= 1 << 0,	/* exchange the addresses */
	EDIT_FLIP	= 1 << 1,	/* invert the byte at FLIP_AT */
	EDIT_TO_HOST	= 1 << 2,	/* address the frame to the device */
	EDIT_TO_IPV4	= 1 << 3,	/* make it what its payload is: IPv4 */
};

struct prog_config {		/* .rodata of the object, written before load */
	__u32 action;		/* verdict: enum xdp_action, or any other number */
	__u32 edits;		/* set of enum edit */
	__s32 head;		/* bpf_xdp_adjust_head() by this, 0: not called */
	__s32 tail;		/* bpf_xdp_adjust_tail() by this */
	__s32 meta;		/* bpf_xdp_adjust_meta() by this */
	__u32 key;		/* of the map to redirect through */
	__u32 first_key;	/* looked up before key; 0: none is */
	__u64 flags;		/* of bpf_redirect() or bpf_redirect_map() */
	__u32 ifindex;		/* bpf_redirect() to; filled in by the harness */
	__u32 target_ifindex;	/* where FENCE_TARGET goes; by the harness */
	__u32 second_ifindex;	/* where FENCE_SECOND goes; by the harness */
	__u8 mac[6];		/* of the device; by the harness */
	__u16 no_helper;	/* return XDP_REDIRECT without having called one */
};

struct fate {			/* what the program noted of one frame */
	__u32 runs;		/* times that it ran on the frame */
	__u32 verdict;		/* what it returned, the last time */
	__s32 helper;		/* the first error of an adjust helper, or 0 */
	__u32 len;		/* data_end - data on entry */
	__u32 ifindex;		/* ingress_ifindex */
	__u32 queue;		/* rx_queue_index */
	__u32 meta_bad;		/* metadata that did not move along with the head */
	__u32 headroom, tailroom;	/* bytes, as measured by the measure program */
	__u32 extra_runs;	/* times that a devmap or cpumap program ran on it */
	__u32 extra_cpu;	/* and on which CPU, */
	__u32 extra_ifindex;	/* with which egress_ifindex (devmap), */
	__u32 extra_queue;	/* or which rx_queue_index (cpumap) */
};

#endif
