/* SPDX-License-Identifier: GPL-2.0-only */
/* How a JSON report of schema 1 is read, and what can be wrong with it. A run
 * that was killed leaves the beginning of a report, which still ends with a whole
 * instance and is read as far as that; see report_json.c for the form.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "saved.h"
#include "text.h"

#define BYTES_MAX (256u << 20)	/* of a report: a hundred times that of one device */
#define NAME_BYTES_MAX 255	/* of an instance; ours have 95 at most */

static int slurp(FILE *in, const char *path, char **text, size_t *len)
{
	_cleanup_(text_free) char *room = NULL;
	size_t size = 0, filled = 0;

	do {
		char *more;

		size = size ? size * 2 : 1 << 16;
		if (size > BYTES_MAX)
			return fault(0, "%s is larger than %u MiB: it is no report of xdpcheck",
				     path, BYTES_MAX >> 20) ?: -EFBIG;
		more = realloc(room, size);
		if (!more)
			return fault(-ENOMEM, "read %s", path);
		room = more;
		filled += fread(room + filled, 1, size - filled, in);
	} while (filled == size);
	if (ferror(in))
		return fault(-EIO, "cannot read %s", path);
	*text = room;
	*len = filled;
	room = NULL;
	return 0;
}

static int read_file(const char *path, char **text, size_t *len)
{
	FILE *in = fopen(path, "re");
	struct stat st;
	int err;

	if (!in)
		return fault(-errno, "cannot read %s", path);
	if (!fstat(fileno(in), &st) && S_ISDIR(st.st_mode))
		err = fault(-EISDIR, "cannot read %s", path);
	else
		err = slurp(in, path, text, len);
	fclose(in);
	return err;
}

static json_t *parse(const char *text, size_t len, json_error_t *error)
{
	return json_loadb(text, len, JSON_REJECT_DUPLICATES, error);
}

/* Parses what is in front of the cut, with the brackets closed that are open. */
static json_t *parse_closed(const char *text, size_t len, const char *brackets)
{
	_cleanup_(text_free) char *closed = malloc(len + 3);
	json_error_t error;

	if (!closed)
		return NULL;
	while (len && strchr(" \t\r\n,", text[len - 1]))
		len--;
	memcpy(closed, text, len);
	strcpy(closed + len, brackets);
	return parse(closed, len + strlen(brackets), &error);
}

/* Whatever the place of the cut, the last line that is whole ends with an
 * instance or with a member of the document.
 */
static json_t *parse_cut(const char *text, size_t len)
{
	static const char *const brackets[] = { "]}", "}" };
	json_t *root = NULL;

	for (unsigned whole_line = 0; !root && whole_line < 2; whole_line++) {
		for (unsigned i = 0; !root && i < ARRAY_SIZE(brackets); i++)
			root = parse_closed(text, len, brackets[i]);
		while (len && text[len - 1] != '\n')
			len--;
	}
	return root;
}

/* What is wrong is at the end: only there can something be missing. */
static bool is_cut(const char *text, size_t len, const json_error_t *error)
{
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;
	return error->position >= 0 && (size_t)error->position >= len;
}

static json_t *parse_report(const char *path, const char *text, size_t len, bool *cut)
{
	json_error_t error;
	json_t *root = parse(text, len, &error);

	*cut = false;
	if (root || !len) {
		if (!len)
			fault(0, "%s is empty: the run ended before it reported anything", path);
		return root;
	}
	if (is_cut(text, len, &error))
		root = parse_cut(text, len);
	*cut = root;
	if (!root)
		fault(0, "%s:%d: %s", path, error.line, error.text);
	return root;
}

/* The string stays for as long as the report does. */
static const char *keep(struct saved *saved, json_t *string)
{
	if (!json_is_string(string) || !json_string_length(string) ||
	    json_array_append(saved->kept, string))
		return "";
	return json_string_value(string);
}

static int parse_word(const char *text, const char *const *words, unsigned count)
{
	for (unsigned i = 0; text && i < count; i++)
		if (!strcmp(words[i], text))
			return i;
	return -1;
}

static int wrong_word(const struct saved *saved, unsigned number, const char *member,
		      const json_t *value)
{
	const char *word = json_string_value(value);

	if (!word)
		return fault(0, "%s: instance %u has no '%s'", saved->path, number, member) ?:
		       -EINVAL;
	return fault(0, "%s: '%s' of instance %u is '%.40s', which this xdpcheck does not know",
		     saved->path, member, number, word) ?: -EINVAL;
}

/* "tx.bounce" of "tx.bounce/native/packet/tiny/16", for reports without .case. */
static const char *row_of(struct saved *saved, const char *name)
{
	json_t *row = json_stringn(name, strcspn(name, "/"));
	const char *kept = keep(saved, row);

	json_decref(row);
	return kept;
}

static int load_instance(struct saved *saved, json_t *object, const char *default_dev)
{
	struct saved_instance *in = &saved->instances[saved->count];
	json_t *mode = json_object_get(object, "mode");
	json_t *status = json_object_get(object, "status");
	unsigned number = saved->count + 1;
	int word;

	if (!json_is_object(object))
		return fault(0, "%s: instance %u is not an object", saved->path, number) ?: -EINVAL;
	in->name = keep(saved, json_object_get(object, "name"));
	if (!*in->name)
		return wrong_word(saved, number, "name", NULL);
	if (strlen(in->name) > NAME_BYTES_MAX)
		return fault(0, "%s: the name of instance %u is longer than %u bytes", saved->path,
			     number, NAME_BYTES_MAX) ?: -EINVAL;
	word = parse_word(json_string_value(mode), mode_names, MODES);
	if (word < 0)
		return wrong_word(saved, number, "mode", mode);
	in->mode = word;
	word = parse_word(json_string_value(status), status_names, STATUSES);
	if (word < 0)
		return wrong_word(saved, number, "status", status);
	in->status = word;
	in->dev = keep(saved, json_object_get(object, "dev"));
	if (!*in->dev)
		in->dev = default_dev;
	in->row = keep(saved, json_object_get(object, "case"));
	if (!*in->row)
		in->row = row_of(saved, in->name);
	in->why = keep(saved, json_object_get(object, "why"));
	in->reason = keep(saved, json_object_get(object, "reason"));
	in->evidence = keep(saved, json_object_get(object, "evidence"));
	saved->count++;
	return 0;
}

static int load_instances(struct saved *saved, json_t *list, const char *default_dev)
{
	json_t *object;
	size_t i;
	int err;

	saved->instances = calloc(json_array_size(list) + 1, sizeof(*saved->instances));
	saved->sorted = calloc(json_array_size(list) + 1, sizeof(*saved->sorted));
	if (!saved->instances || !saved->sorted)
		return fault(-ENOMEM, "read %s", saved->path);
	json_array_foreach(list, i, object) {
		err = load_instance(saved, object, default_dev);
		if (err)
			return err;
		saved->sorted[i] = &saved->instances[i];
	}
	qsort(saved->sorted, saved->count, sizeof(*saved->sorted), saved_order);
	for (i = 1; i < saved->count; i++)
		if (!saved_order(&saved->sorted[i - 1], &saved->sorted[i]))
			return fault(0, "%s has two instances '%.80s' of %.40s", saved->path,
				     saved->sorted[i]->name, saved->sorted[i]->dev) ?: -EINVAL;
	return 0;
}

/* A device's own object, or the environment of a report from before there were
 * several.
 */
static void load_device(struct saved *saved, json_t *object, const char *label)
{
	struct saved_device *device = &saved->devices[saved->devices_count++];
	json_t *features = json_object_get(object, "features");
	json_t *missing = json_object_get(object, "missing");

	device->label = label;
	device->driver = keep(saved, json_object_get(object, "driver"));
	device->version = keep(saved, json_object_get(object, "driver_version"));
	device->firmware = keep(saved, json_object_get(object, "firmware"));
	device->largest = json_integer_value(json_object_get(object, "largest_frame"));
	device->live_largest = json_integer_value(json_object_get(object, "largest_live_frame"));
	if (json_is_array(features) && !json_array_append(saved->kept, features))
		device->features = features;
	if (json_is_object(missing) && !json_array_append(saved->kept, missing))
		device->missing = missing;
}

static int load_devices(struct saved *saved, json_t *root, const char *default_dev)
{
	json_t *list = json_object_get(root, "devices");
	json_t *environment = json_object_get(root, "environment");
	json_t *object;
	size_t i;

	saved->devices = calloc(json_array_size(list) + 1, sizeof(*saved->devices));
	if (!saved->devices)
		return fault(-ENOMEM, "read %s", saved->path);
	json_array_foreach(list, i, object) {
		const char *label = keep(saved, json_object_get(object, "label"));

		load_device(saved, object, *label ? label : default_dev);
	}
	if (!json_is_array(list) && environment)
		load_device(saved, environment, default_dev);
	return 0;
}

static void load_machine(struct saved *saved, json_t *environment)
{
	saved->kernel = keep(saved, json_object_get(environment, "kernel"));
	saved->build = keep(saved, json_object_get(environment, "kernel_version"));
	saved->machine = keep(saved, json_object_get(environment, "machine"));
	saved_shorten(saved->kernel, saved->build, saved->short_kernel,
		      sizeof(saved->short_kernel));
}

/* Why there is less in the report than was to be run. One that somebody closed
 * behind the cut still has no summary.
 */
static void find_trouble(struct saved *saved, json_t *root, bool cut)
{
	const json_t *summary = json_object_get(root, "summary");
	json_int_t missing = json_integer_value(json_object_get(summary, "not_run"));
	const char *dev = saved->count ? saved->instances[saved->count - 1].dev : "";

	cut = cut || !summary;
	if (cut && saved->count)
		text_add(saved->trouble, sizeof(saved->trouble),
			 "the report is incomplete: it breaks off after %u instance%s, behind %.96s"
			 "%s%.40s", saved->count, saved->count == 1 ? "" : "s",
			 saved->instances[saved->count - 1].name, *dev ? " of " : "", dev);
	else if (cut)
		text_add(saved->trouble, sizeof(saved->trouble),
			 "the report is incomplete: it breaks off before the first instance");
	else if (missing > 0)
		text_add(saved->trouble, sizeof(saved->trouble),
			 "the run is incomplete: %lld of %lld instances did not run",
			 (long long)missing,
			 (long long)json_integer_value(json_object_get(summary, "total")));
}

static int load_root(struct saved *saved, json_t *root, bool cut)
{
	json_t *schema = json_object_get(root, "schema");
	json_t *list = json_object_get(root, "instances");
	json_t *environment = json_object_get(root, "environment");
	const char *dev;
	int err;

	if (!json_is_object(root) || !json_is_integer(schema))
		return fault(0, "%s has no 'schema': it is no report of xdpcheck",
			     saved->path) ?: -EINVAL;
	if (json_integer_value(schema) != 1)
		return fault(0, "%s is a report of schema %lld; this xdpcheck reads 1",
			     saved->path, (long long)json_integer_value(schema)) ?: -EINVAL;
	if (list ? !json_is_array(list) : !cut)
		return fault(0, "%s has no list of 'instances': it is no report of xdpcheck",
			     saved->path) ?: -EINVAL;
	load_machine(saved, environment);
	dev = keep(saved, json_object_get(environment, "driver"));
	err = load_instances(saved, list, dev) ?: load_devices(saved, root, dev);
	if (!err)
		find_trouble(saved, root, cut);
	return err;
}

int saved_load(struct saved *saved, const char *path)
{
	_cleanup_(text_free) char *text = NULL;
	json_t *root;
	size_t len = 0;
	bool cut;
	int err;

	*saved = SAVED_NONE(path);
	err = read_file(path, &text, &len);
	if (err)
		return err;
	root = parse_report(path, text, len, &cut);
	if (!root)
		return -EINVAL;
	saved->kept = json_array();
	err = load_root(saved, root, cut);
	json_decref(root);
	if (err)
		saved_free(saved);
	return err;
}

void saved_free(struct saved *saved)
{
	free(saved->instances);
	free(saved->sorted);
	free(saved->devices);
	json_decref(saved->kept);
	*saved = SAVED_NONE(saved->path);
}
