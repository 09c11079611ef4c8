/* SPDX-License-Identifier: GPL-2.0-only */
/* Deviations that are listed, each with the evidence for it. They turn FAIL into
 * KNOWN, and nothing else: the case still runs, and still says what it saw. Only one
 * that would bring the machine down does not run, and is skipped.
 */
#ifndef XDPCHECK_KNOWN_H
#define XDPCHECK_KNOWN_H

#include <jansson.h>
#include "xdpcheck.h"

struct known {
	json_t *root;		/* the list as read and checked, NULL: empty */
	char kernel[96];	/* the release that runs here */
};

/* Reads the list from a file, or with NULL the one that is built in. A fault of
 * ours that says which entry is wrong, and how.
 */
int known_load(struct known *known, const char *path);
void known_unload(struct known *known);

struct known_entry {
	const char *glob, *driver, *kernel, *evidence;	/* driver, kernel: "*" for all */
};

/* The next entry, from *at on, that is about this row or instance: it may match
 * it, or an instance of it. False, when there is none.
 */
bool known_next(const struct known *known, const char *name, size_t *at,
		struct known_entry *entry);

/* Skips the instance with this name, if an entry says that it brings this kernel down. */
void known_avoid(const struct known *known, const char *driver, const char *name,
		 struct result *res);

/* Makes a FAIL of the instance with this name KNOWN, if an entry says so. */
void known_apply(const struct known *known, const char *driver, const char *name,
		 struct result *res);

#endif
