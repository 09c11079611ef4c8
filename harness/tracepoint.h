/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints as the running kernel describes them: where in a record its fields
 * stand moves between versions, and needs no BTF to be found out.
 */
#ifndef XDPCHECK_TRACEPOINT_H
#define XDPCHECK_TRACEPOINT_H

#include <stddef.h>
#include <stdint.h>

#define TRACEPOINT_FIELDS 8

struct tracepoint {
	const char *name;	/* "xdp/xdp_redirect" */
	const char *fields[TRACEPOINT_FIELDS];	/* that are wanted, up to a NULL */
	unsigned id;		/* by which perf and the record itself name it */
	struct { unsigned offset, size; } at[TRACEPOINT_FIELDS];	/* bytes of the record */
};

/* Fills in id and at. 0 or a fault: -ENODEV, the kernel has no tracefs; -ENOENT, no
 * such tracepoint.
 */
int tracepoint_find(struct tracepoint *tp);
/* The same from the text of its file "format". -EPROTO: it lacks a field. */
int tracepoint_parse(struct tracepoint *tp, const char *format);

/* The id of the tracepoint whose record this is; 0: of none. */
unsigned record_id(const void *record, size_t len);
/* A field that is a number, and one that is a text (__string() where it is defined).
 * 0 and "" if the record is too short for it.
 */
uint32_t record_number(const struct tracepoint *tp, unsigned field, const void *record, size_t len);
void record_text(const struct tracepoint *tp, unsigned field, const void *record, size_t len,
		 char *text, size_t size);

#endif
