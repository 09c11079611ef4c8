/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames: what is sent, what is promised to arrive, and how the two differ. */
#ifndef XDPCHECK_FRAME_USER_H
#define XDPCHECK_FRAME_USER_H

#include "xdpcheck.h"

#define FRAME_MAX 4096		/* bytes of the longest frame that is built */
#define EDIT_ROOM 512		/* bytes by which edits may grow a frame */
#define MIX_VERDICTS 5		/* that the frames of a mixed row choose among */
#define UDP_PORT 34997		/* of the socket on the device: our ethertype */
#define UDP_PAYLOAD 42		/* where it begins: Ethernet, IPv4 and UDP before it */

struct frame {
	unsigned len;		/* bytes, without FCS */
	uint8_t data[FRAME_MAX];
};

/* All that both ends need to build a burst and to recognise it. Equal briefs
 * build equal bytes, so a brief is what goes to the far end, not the frames.
 */
struct brief {
	const struct xcase *row;
	enum way way;
	enum shape shape;
	unsigned count;		/* frames in the burst */
	uint32_t run;		/* 24 bits; frames of another run are foreign */
	uint8_t mac[6];		/* of the device under test */
	unsigned largest;	/* bytes of SHAPE_LARGEST */
};

struct identity {
	enum steer steer;
	unsigned seq;
};

/* The frame as it is sent. A fence is SHAPE_TINY, whatever the brief's shape. */
void frame_build(const struct brief *brief, enum steer steer, unsigned seq, struct frame *frame);

/* STEER_TEST, or the verdict that this frame asks for in a mixed row. */
enum steer frame_steer(const struct brief *brief, unsigned seq);

/* Does the payload of this shape repeat the source address, for UDP sockets? */
bool frame_copies(const struct brief *brief);

/* The frame as the row promises to deliver it: with the program's edits. */
void frame_promise(const struct brief *brief, unsigned seq, struct frame *frame);

/* Whose frame is it? False: not of this run. */
bool frame_identify(uint32_t run, const uint8_t *data, unsigned len, struct identity *id);

/* The same for a UDP payload, which carries the address at its start. */
bool frame_identify_payload(uint32_t run, const uint8_t *data, unsigned len, struct identity *id);

/* Equal: false. Else true, and how they differ: "byte 17 is 00, not ff". */
bool frame_differs(const uint8_t *want, unsigned want_len, const uint8_t *got, unsigned got_len,
		   char *how, size_t size);

/* "frame 3 of 16" */
const char *frame_name(const struct brief *brief, unsigned seq, char *name, size_t size);

/* Brief as a line of text and back; -EINVAL for a line that is none, or that asks
 * for a way or shape that is not the row's: the brief is left as it was.
 */
void brief_print(const struct brief *brief, char *line, size_t size);
int brief_parse(struct brief *brief, const char *line);

#endif
