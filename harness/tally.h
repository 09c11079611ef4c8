/* SPDX-License-Identifier: GPL-2.0-only */
/* What arrived at one place: the count of a burst there, frame by frame. */
#ifndef XDPCHECK_TALLY_H
#define XDPCHECK_TALLY_H

#include "frame.h"

struct tally {
	unsigned arrived;	/* frames under test, each time that one came */
	unsigned dups;		/* came once more */
	unsigned reordered;	/* came after a later one */
	unsigned damaged;	/* came with other bytes than promised */
	unsigned last;		/* the highest sequence number that came */
	uint64_t fences;	/* set of enum steer */
	uint8_t seen[MAX_FRAMES / 8];	/* which frames came, a bit each */
	char damage[96];	/* the first of those, in words */
};

bool tally_saw(const struct tally *tally, unsigned seq);

/* Counts a frame in; one that is not of the brief's run is passed over. */
void tally_frame(struct tally *tally, const struct brief *brief, const uint8_t *data,
		 unsigned len);

/* The same for the payload of a UDP datagram. */
void tally_payload(struct tally *tally, const struct brief *brief, const uint8_t *data,
		   unsigned len);

/* Adds what another watcher of the same place has seen. */
void tally_merge(struct tally *tally, const struct tally *other);

/* As text and back; -EPROTO for a line that is none. */
#define TALLY_TEXT 320
void tally_print(const struct tally *tally, char *line, size_t size);
int tally_parse(struct tally *tally, const char *line);

#endif
