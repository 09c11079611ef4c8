/* SPDX-License-Identifier: GPL-2.0-only */
/* Counting frames in where they arrive: loss, duplication, reordering and
 * damage are told apart by the sequence number and the promised bytes.
 */
#include <stdio.h>
#include <string.h>
#include "tally.h"

bool tally_saw(const struct tally *tally, unsigned seq)
{
	return tally->seen[seq / 8] & 1 << seq % 8;
}

/* Notes the arrival; true if its bytes are to be compared. */
static bool arrive(struct tally *tally, const struct brief *brief, const struct identity *id)
{
	if (id->steer != STEER_TEST && id->steer < STEER_MIX) {
		tally->fences |= 1ull << id->steer;
		return false;
	}
	tally->arrived++;
	if (id->seq >= brief->count) {
		if (!tally->damaged++)
			snprintf(tally->damage, sizeof(tally->damage),
				 "a frame numbered %u, of %u sent", id->seq + 1, brief->count);
		return false;
	}
	if (tally_saw(tally, id->seq))
		tally->dups++;
	else if (id->seq < tally->last)
		tally->reordered++;
	tally->seen[id->seq / 8] |= 1 << id->seq % 8;
	if (id->seq > tally->last)
		tally->last = id->seq;
	return true;
}

static void damage(struct tally *tally, const struct brief *brief, unsigned seq, const char *how)
{
	char name[32];

	if (!tally->damaged++)
		snprintf(tally->damage, sizeof(tally->damage), "%s: %s",
			 frame_name(brief, seq, name, sizeof(name)), how);
}

void tally_frame(struct tally *tally, const struct brief *brief, const uint8_t *data, unsigned len)
{
	struct identity id;
	struct frame want;
	char how[64];

	if (!frame_identify(brief->run, data, len, &id) || !arrive(tally, brief, &id))
		return;
	frame_promise(brief, id.seq, &want);
	if (frame_differs(want.data, want.len, data, len, how, sizeof(how)))
		damage(tally, brief, id.seq, how);
}

void tally_payload(struct tally *tally, const struct brief *brief, const uint8_t *data,
		   unsigned len)
{
	struct identity id;
	struct frame want;
	char how[64];

	if (!frame_copies(brief) || !frame_identify_payload(brief->run, data, len, &id) ||
	    !arrive(tally, brief, &id))
		return;
	frame_promise(brief, id.seq, &want);
	if (frame_differs(want.data + UDP_PAYLOAD, want.len - UDP_PAYLOAD, data, len, how,
			  sizeof(how)))
		damage(tally, brief, id.seq, how);
}

void tally_merge(struct tally *tally, const struct tally *other)
{
	if (!tally->damaged)
		memcpy(tally->damage, other->damage, sizeof(tally->damage));
	tally->arrived += other->arrived;
	tally->dups += other->dups;
	tally->reordered += other->reordered;
	tally->damaged += other->damaged;
	tally->fences |= other->fences;
	for (unsigned i = 0; i < sizeof(tally->seen); i++)
		tally->seen[i] |= other->seen[i];
}

void tally_print(const struct tally *tally, char *line, size_t size)
{
	int len = snprintf(line, size, "%u %u %u %u %u %llx ", tally->arrived, tally->dups,
			   tally->reordered, tally->damaged, tally->last,
			   (unsigned long long)tally->fences);

	for (unsigned i = 0; i < sizeof(tally->seen); i++)
		len += snprintf(line + len, size - len, "%02x", tally->seen[i]);
	snprintf(line + len, size - len, " %s", tally->damage);
}

/* As brief_parse(), it takes only what its other half prints. */
int tally_parse(struct tally *tally, const char *line)
{
	char again[TALLY_TEXT];
	unsigned long long fences;
	const char *hex;
	int at = 0;

	memset(tally, 0, sizeof(*tally));
	if (sscanf(line, "%u %u %u %u %u %llx %n", &tally->arrived, &tally->dups,
		   &tally->reordered, &tally->damaged, &tally->last, &fences, &at) != 6)
		return -EPROTO;
	tally->fences = fences;
	hex = line + at;
	if (strspn(hex, "0123456789abcdef") != 2 * sizeof(tally->seen))
		return -EPROTO;
	for (unsigned i = 0; i < sizeof(tally->seen); i++, hex += 2)
		sscanf(hex, "%2hhx", &tally->seen[i]);
	snprintf(tally->damage, sizeof(tally->damage), "%s", *hex ? hex + 1 : "");
	tally_print(tally, again, sizeof(again));
	return strcmp(again, line) ? -EPROTO : 0;
}
