/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads what report_json.c has written: one instance a line. The last line may
 * lack its end, and all that comes behind the instances is of no interest.
 */
#include <stdlib.h>
#include <string.h>
#include "journal.h"
#include "resume.h"
#include "text.h"

#define INSTANCES "\"instances\":["

static struct instance *find(const struct suite *suite, const char *label, const char *name)
{
	for (unsigned i = 0; i < suite->count; i++)
		if (!strcmp(suite->instances[i].device->label, label) &&
		    !strcmp(suite->instances[i].name, name))
			return &suite->instances[i];
	return NULL;
}

static bool has_device(const struct suite *suite, const char *label)
{
	for (unsigned i = 0; i < suite->devices_count; i++)
		if (!strcmp(suite->devices[i].label, label))
			return true;
	return false;
}

static int word_of(const json_t *value, const char *const *words, unsigned count)
{
	const char *word = json_string_value(value);

	for (unsigned i = 0; word && i < count; i++)
		if (!strcmp(words[i], word))
			return i;
	return -1;
}

static void copy_text(const json_t *object, const char *member, char *buf, size_t size)
{
	snprintf(buf, size, "%s", json_string_value(json_object_get(object, member)) ?: "");
}

static unsigned number_of(const json_t *object, const char *member)
{
	return json_integer_value(json_object_get(object, member));
}

static void copy_counts(const json_t *object, const char *const *names, unsigned *counts,
			unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		counts[i] = number_of(object, names[i]);
}

static void copy_seen(const json_t *object, struct seen *seen)
{
	seen->sent = number_of(object, "sent");
	seen->ran = number_of(object, "ran");
	seen->headroom = number_of(object, "headroom");
	seen->tailroom = number_of(object, "tailroom");
	copy_counts(json_object_get(object, "at"), place_names, seen->at, PLACES);
	copy_counts(json_object_get(object, "events"), event_names, seen->events, EVENTS);
	copy_text(object, "log", seen->log, sizeof(seen->log));
	seen->err = json_integer_value(json_object_get(object, "errno"));
	copy_text(object, "extack", seen->extack, sizeof(seen->extack));
}

static unsigned us_of(const json_t *object, const char *member)
{
	return json_number_value(json_object_get(object, member)) * 1000 + 0.5;
}

struct tally_of_lines {
	unsigned taken;		/* instances of this run, */
	unsigned others;	/* and of another one: no concern of ours */
};

/* False if that is no instance. */
static bool take(const struct suite *suite, const json_t *object, struct tally_of_lines *lines)
{
	const char *name = json_string_value(json_object_get(object, "name"));
	const char *label = json_string_value(json_object_get(object, "dev"));
	const json_t *got = json_object_get(object, "got");
	int status = word_of(json_object_get(object, "status"), status_names, STATUSES);
	int mode = word_of(got, mode_names, MODES);
	struct instance *in;
	struct result *res;

	if (!name || !label || status < 0 || (mode < 0 && !json_is_null(got)))
		return false;
	in = find(suite, label, name);
	if (!in)
		return ++lines->others;
	res = &in->result;
	memset(res, 0, sizeof(*res));
	res->status = status;
	res->got = mode < 0 ? MODES : (enum mode)mode;
	copy_text(object, "reason", res->reason, sizeof(res->reason));
	copy_text(object, "evidence", res->evidence, sizeof(res->evidence));
	copy_seen(json_object_get(object, "seen"), &res->seen);
	res->us = us_of(object, "ms");
	res->waited_us = us_of(object, "waited_ms");
	in->done = true;
	return ++lines->taken;
}

static FILE *resume_open(const char *path, const char *what)
{
	FILE *in = fopen(path, "re");

	if (!in)
		fault(-errno, "cannot open the %s '%s'", what, path);
	return in;
}

/* Without its end of line and the comma before that. */
static void trim(char *line)
{
	size_t len = strlen(line);

	while (len && strchr("\n\r,", line[len - 1]))
		line[--len] = '\0';
}

/* Does the file begin as a report does, as far as it goes? */
static bool is_header(unsigned number, const char *line, bool whole)
{
	static const char *const header[] = { "{\"schema\":1", INSTANCES };

	if (whole)
		return !strcmp(line, header[number - 1]);
	return !strncmp(line, header[number - 1], strlen(line));
}

/* One line: 1 if the instances end here, 0 if not, -EINVAL if it is neither. */
static int read_line(struct suite *suite, unsigned number, char *line,
		     struct tally_of_lines *lines)
{
	bool whole = strchr(line, '\n');
	json_t *object;
	bool good;

	trim(line);
	if (number <= 2)
		return is_header(number, line, whole) ? 0 : -EINVAL;
	if (*line == ']')
		return 1;
	object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	good = object ? take(suite, object, lines) : !whole;
	json_decref(object);
	return good ? 0 : -EINVAL;
}

int resume_report(struct suite *suite, const char *path)
{
	FILE *in = resume_open(path, "report to go on with");
	struct tally_of_lines lines = {};
	unsigned number = 0;
	char *line = NULL;
	size_t size = 0;
	int err = in ? 0 : -EINVAL;

	while (!err && getline(&line, &size, in) > 0)
		err = read_line(suite, ++number, line, &lines);
	if (err < 0 && in)
		fault(0, "%s:%u: not a JSON report of schema 1, one instance a line", path, number);
	else if (!err && ferror(in))
		err = fault(-errno, "cannot read %s", path);
	else if (lines.others && !lines.taken)
		err = fault(0, "%s has no result of any instance of this run", path) ?: -EINVAL;
	free(line);
	if (in)
		fclose(in);
	return err < 0 ? err : 0;
}

static void kill_instance(struct instance *in, const char *sentence)
{
	memset(&in->result, 0, sizeof(in->result));
	in->result.status = FAIL;
	in->result.got = in->mode;
	snprintf(in->result.reason, sizeof(in->result.reason), "%s", sentence);
	in->done = true;
}

static void kill_bench(struct suite *suite, const char *label, const char *sentence)
{
	for (unsigned i = 0; i < suite->count; i++) {
		struct instance *in = &suite->instances[i];

		if (!in->done && !strcmp(in->device->label, label))
			kill_instance(in, sentence);
	}
	for (unsigned i = 0; i < suite->devices_count; i++)
		if (!strcmp(suite->devices[i].label, label))
			suite->devices[i].lethal = true;
}

static int read_death(struct suite *suite, char *line)
{
	char *label, *name, *sentence = line;
	struct instance *in;

	trim(line);
	label = strsep(&sentence, " ");
	name = strsep(&sentence, " ");
	if (!name || !sentence || !*sentence)
		return -EINVAL;
	if (!strcmp(name, JOURNAL_BENCH) && has_device(suite, label)) {
		kill_bench(suite, label, sentence);
		return 0;
	}
	in = find(suite, label, name);
	if (!in)
		return -EINVAL;
	kill_instance(in, sentence);
	return 0;
}

int resume_deaths(struct suite *suite, const char *path)
{
	FILE *in = resume_open(path, "list of deaths");
	unsigned number = 0;
	char *line = NULL;
	size_t size = 0;
	int err = in ? 0 : -EINVAL;

	while (!err && getline(&line, &size, in) > 0) {
		number++;
		err = read_death(suite, line);
	}
	if (err && in)
		fault(0, "%s:%u: not 'DEVICE INSTANCE SENTENCE' of an instance of this run", path,
		      number);
	else if (in && ferror(in))
		err = fault(-errno, "cannot read %s", path);
	free(line);
	if (in)
		fclose(in);
	return err;
}
