/* SPDX-License-Identifier: GPL-2.0-only */
/* A run that is over, as its JSON report (schema 1) tells of it. Nothing in such
 * a file is believed: not that it is whole, and not that its text is harmless.
 */
#ifndef XDPCHECK_SAVED_H
#define XDPCHECK_SAVED_H

#include <jansson.h>
#include "xdpcheck.h"

struct saved_instance {
	const char *dev;	/* label of its device */
	const char *name;	/* "tx.bounce/native/packet/vlan/16" */
	const char *row;	/* "tx.bounce" */
	const char *why, *reason, *evidence;	/* "", if the report has none */
	enum mode mode;
	enum status status;
};

struct saved_device {
	const char *label, *driver, *version, *firmware;	/* "", if it has none */
	long long largest, live_largest;	/* bytes of a frame; 0: not told */
	json_t *features;	/* names; NULL: not told */
	json_t *missing;	/* why, by the name of what it cannot do */
};

struct saved {
	const char *path;
	const char *kernel, *build, *machine;	/* as uname says, or "" */
	char short_kernel[64];	/* the version in that: "6.12.117", or "" */
	char trouble[512];	/* why not all of the run is in it, or "" */
	struct saved_instance *instances;	/* in the order of the suite */
	const struct saved_instance **sorted;	/* the same by device and name */
	unsigned count;
	struct saved_device *devices;
	unsigned devices_count;
	json_t *kept;		/* what the above points into */
};

/* Of a report that could not be read. */
#define SAVED_NONE(name) \
	((struct saved){ .path = (name), .kernel = "", .build = "", .machine = "" })

/* Reads a report. What was cut off within its list of instances is read up to
 * there, and .trouble says so. A fault of ours for all that is no such report.
 * The path must outlive it.
 */
int saved_load(struct saved *saved, const char *path);
void saved_free(struct saved *saved);

/* NULL, if the run has no such instance. */
const struct saved_instance *saved_find(const struct saved *saved, const char *dev,
					const char *name);
/* How many instances of a device have a name that begins so. */
unsigned saved_count(const struct saved *saved, const char *dev, const char *prefix, size_t len);

/* By device and name, for qsort() over pointers to instances. */
int saved_order(const void *a, const void *b);

/* The version that a kernel's release and build strings tell of: "6.12.117" of
 * "6.12.117+deb12-cloud-amd64", "6.1.170" of "6.1.0-45-amd64" built by Debian.
 */
void saved_shorten(const char *release, const char *build, char *buf, size_t size);

/* Do these sentences differ in nothing but numbers? */
bool saved_alike(const char *a, const char *b);

/* Some of a device's names in few: "tx.bounce/native/" and a star stands for all
 * of its instances that begin so.
 */
struct names {
	char **list;
	unsigned count;
};

int names_fold(struct names *names, const struct saved *saved,
	       const struct saved_instance **some, unsigned count);
void names_free(struct names *names);
bool names_equal(const struct names *a, const struct names *b);

#endif
