/* SPDX-License-Identifier: GPL-2.0-only */
/* The form of the list of known deviations:
 *
 *   {"schema": 1, "known": [{
 *     "case": glob over names of instances, "tx.bounce/native/xsk/" and a star,
 *     "driver": glob over the driver's name; may be absent, for all drivers,
 *     "kernel": globs over the kernel's release, "5.10.*", with "|" between them;
 *               may be absent, for all kernels,
 *     "reason": glob over the sentence that says what broke; or, instead of it,
 *     "crashes": true, if the kernel does not survive the case,
 *     "evidence": the kernel source or commit which shows that it is so
 *   }]}
 *
 * The first entry that matches counts. Stars match any text, slashes too.
 */
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include "known.h"

#define BUILT_IN "cases/known.json"	/* where the list that is built in comes from */

extern const char embed_known_json_start[], embed_known_json_end[];

static const struct {
	const char *name;
	bool required;
} members[] = {
	{ "case", true },
	{ "driver", false },
	{ "kernel", false },
	{ "reason", true },	/* but for an entry that "crashes" */
	{ "evidence", true },
};

static bool is_member(const char *name)
{
	for (unsigned i = 0; i < ARRAY_SIZE(members); i++)
		if (!strcmp(members[i].name, name))
			return true;
	return !strcmp(name, "crashes");
}

static bool crashes(const json_t *entry)
{
	return json_is_true(json_object_get(entry, "crashes"));
}

static int check_member(const char *path, unsigned number, const json_t *entry, unsigned member)
{
	const char *name = members[member].name;
	const json_t *value = json_object_get(entry, name);

	if (!value && (!members[member].required || (!strcmp(name, "reason") && crashes(entry))))
		return 0;
	if (!value)
		return fault(0, "%s: entry %u has no '%s'", path, number, name) ?: -EINVAL;
	if (!json_is_string(value))
		return fault(0, "%s: '%s' of entry %u is not a string", path, name,
			     number) ?: -EINVAL;
	if (!json_string_length(value))
		return fault(0, "%s: '%s' of entry %u is empty", path, name, number) ?: -EINVAL;
	return 0;
}

static int check_entry(const char *path, unsigned number, json_t *entry)
{
	size_t room = sizeof(((struct result *)NULL)->evidence);
	const char *name;
	json_t *value;
	int err;

	if (!json_is_object(entry))
		return fault(0, "%s: entry %u is not an object", path, number) ?: -EINVAL;
	for (unsigned i = 0; i < ARRAY_SIZE(members); i++) {
		err = check_member(path, number, entry, i);
		if (err)
			return err;
	}
	json_object_foreach(entry, name, value)
		if (!is_member(name))
			return fault(0, "%s: entry %u has a member '%s' that nobody knows", path,
				     number, name) ?: -EINVAL;
	value = json_object_get(entry, "crashes");
	if (value && (!crashes(entry) || json_object_get(entry, "reason")))
		return fault(0, "%s: 'crashes' of entry %u is not true, or beside a 'reason'", path,
			     number) ?: -EINVAL;
	if (json_string_length(json_object_get(entry, "evidence")) >= room)
		return fault(0, "%s: 'evidence' of entry %u is longer than %zu bytes", path,
			     number, room - 1) ?: -EINVAL;
	return 0;
}

static int check_list(const char *path, json_t *root)
{
	const json_t *schema = json_object_get(root, "schema");
	const json_t *list = json_object_get(root, "known");
	const char *name;
	json_t *value;
	size_t i;
	int err;

	if (!json_is_object(root))
		return fault(0, "%s is not a JSON object", path) ?: -EINVAL;
	if (!json_is_integer(schema) || json_integer_value(schema) != 1)
		return fault(0, "%s: 'schema' is not 1", path) ?: -EINVAL;
	if (!json_is_array(list))
		return fault(0, "%s: 'known' is not an array", path) ?: -EINVAL;
	json_object_foreach(root, name, value)
		if (value != schema && value != list)
			return fault(0, "%s has a member '%s' that nobody knows", path,
				     name) ?: -EINVAL;
	json_array_foreach(list, i, value) {
		err = check_entry(path, i + 1, value);
		if (err)
			return err;
	}
	return 0;
}

/* NULL, with a fault, if the file cannot be read at all. */
static FILE *known_open(const char *path)
{
	FILE *in = fopen(path, "re");
	struct stat st;
	int err = in ? 0 : -errno;

	if (in && !fstat(fileno(in), &st) && S_ISDIR(st.st_mode))
		err = -EISDIR;
	if (!err)
		return in;
	if (in)
		fclose(in);
	fault(err, "cannot open the known deviations '%s'", path);
	errno = -err;
	return NULL;
}

int known_load(struct known *known, const char *path)
{
	size_t built_in = embed_known_json_end - embed_known_json_start;
	FILE *in = path ? known_open(path) : NULL;
	struct utsname kernel;
	json_error_t error;
	json_t *root;
	int err;

	known->root = NULL;
	if (!uname(&kernel))
		snprintf(known->kernel, sizeof(known->kernel), "%s", kernel.release);
	if (path && !in)
		return -errno;
	if (in)
		root = json_loadf(in, JSON_REJECT_DUPLICATES, &error);
	else
		root = json_loadb(embed_known_json_start, built_in, JSON_REJECT_DUPLICATES, &error);
	if (in)
		fclose(in);
	path = path ?: BUILT_IN;
	if (!root)
		return fault(0, "%s:%d: %s", path, error.line, error.text) ?: -EINVAL;
	err = check_list(path, root);
	if (err)
		json_decref(root);
	else
		known->root = root;
	return err;
}

void known_unload(struct known *known)
{
	json_decref(known->root);
	known->root = NULL;
}

/* The part of the glob in front of the slash is about rows. */
static bool concerns(const char *glob, const char *name)
{
	char row[128];

	snprintf(row, sizeof(row), "%.*s", (int)strcspn(glob, "/"), glob);
	return !fnmatch(strchr(name, '/') ? glob : row, name, 0);
}

bool known_next(const struct known *known, const char *name, size_t *at,
		struct known_entry *entry)
{
	const json_t *list = json_object_get(known->root, "known");

	while (*at < json_array_size(list)) {
		const json_t *found = json_array_get(list, (*at)++);

		entry->glob = json_string_value(json_object_get(found, "case"));
		entry->driver = json_string_value(json_object_get(found, "driver")) ?: "*";
		entry->kernel = json_string_value(json_object_get(found, "kernel")) ?: "*";
		entry->evidence = json_string_value(json_object_get(found, "evidence"));
		if (concerns(entry->glob, name))
			return true;
	}
	return false;
}

static bool matches(const json_t *entry, const char *member, const char *text)
{
	const char *glob = json_string_value(json_object_get(entry, member));

	return !glob || !fnmatch(glob, text, 0);
}

/* One of several globs. */
static bool matches_kernel(const json_t *entry, const char *kernel)
{
	const char *globs = json_string_value(json_object_get(entry, "kernel"));
	char glob[64];

	if (!globs)
		return true;
	for (;; globs++) {
		size_t len = strcspn(globs, "|");

		snprintf(glob, sizeof(glob), "%.*s", (int)len, globs);
		if (!fnmatch(glob, kernel, 0))
			return true;
		globs += len;
		if (!*globs)
			return false;
	}
}

static bool is_about(const struct known *known, const json_t *entry, const char *driver,
		     const char *name)
{
	return matches(entry, "case", name) && matches(entry, "driver", driver) &&
	       matches_kernel(entry, known->kernel);
}

void known_avoid(const struct known *known, const char *driver, const char *name,
		 struct result *res)
{
	const json_t *list = json_object_get(known->root, "known");
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		if (!crashes(entry) || !is_about(known, entry, driver, name))
			continue;
		skipped(res, "this kernel does not survive it: %s",
			json_string_value(json_object_get(entry, "evidence")));
		return;
	}
}

void known_apply(const struct known *known, const char *driver, const char *name,
		 struct result *res)
{
	const json_t *list = json_object_get(known->root, "known");
	const json_t *entry;
	size_t i;

	if (res->status != FAIL)
		return;
	json_array_foreach(list, i, entry) {
		if (crashes(entry) || !is_about(known, entry, driver, name) ||
		    !matches(entry, "reason", res->reason))
			continue;
		res->status = KNOWN;
		snprintf(res->evidence, sizeof(res->evidence), "%s",
			 json_string_value(json_object_get(entry, "evidence")));
		return;
	}
}
