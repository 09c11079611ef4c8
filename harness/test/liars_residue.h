/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run has on the machine, and whether that is still there. */
#ifndef XDPCHECK_LIARS_RESIDUE_H
#define XDPCHECK_LIARS_RESIDUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RESIDUE_MAX 64

enum { RESIDUE_PROGS, RESIDUE_MAPS, RESIDUE_KINDS };

struct residue {
	pid_t session;
	unsigned processes;
	unsigned counts[RESIDUE_KINDS];
	uint32_t ids[RESIDUE_KINDS][RESIDUE_MAX];	/* never used twice by a kernel */
};

/* The processes of a session, and all BPF objects that they have open. */
void residue_find(struct residue *r, pid_t session);

/* True: something of it is left, which what says. */
bool residue_left(const struct residue *r, char *what, size_t size);

#endif
