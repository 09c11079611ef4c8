/* SPDX-License-Identifier: GPL-2.0-only */
/* JSON of schema 1: one instance a line, so that two runs can be compared with
 * diff, and so that what was reported before a crash is there. Members are only
 * ever added; a change of meaning is another schema.
 */
#include "clauses.h"
#include "environment.h"
#include "report.h"
#include "text.h"
#include "words.h"

#define FORM (JSON_COMPACT | JSON_REAL_PRECISION(9))

static void dump(FILE *out, json_t *value)
{
	json_dumpf(value, out, FORM);
	json_decref(value);
}

static json_t *counts_json(const unsigned *counts, const char *const *names, unsigned count)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < count; i++)
		json_object_set_new(object, names[i], json_integer(counts[i]));
	return object;
}

static json_t *seen_json(const struct seen *seen)
{
	json_t *object = json_object();
	char word[32];

	errno_word(seen->err, word, sizeof(word));
	json_object_set_new(object, "sent", json_integer(seen->sent));
	if (seen->headroom)
		json_object_set_new(object, "headroom", json_integer(seen->headroom));
	if (seen->headroom)
		json_object_set_new(object, "tailroom", json_integer(seen->tailroom));
	json_object_set_new(object, "ran", json_integer(seen->ran));
	json_object_set_new(object, "at", counts_json(seen->at, place_names, PLACES));
	json_object_set_new(object, "events", counts_json(seen->events, event_names, EVENTS));
	json_object_set_new(object, "log", text_json(seen->log));
	json_object_set_new(object, "errno", json_integer(seen->err));
	json_object_set_new(object, "error", json_string(seen->err ? word : ""));
	json_object_set_new(object, "extack", text_json(seen->extack));
	return object;
}

/* What was asked for. A script of system calls sends nothing in no way. */
static void add_question(json_t *object, const struct instance *in)
{
	const struct xcase *row = in->row;
	bool sends = !row->steps;

	json_object_set_new(object, "name", json_string(in->name));
	json_object_set_new(object, "dev", json_string(in->device ? in->device->label : ""));
	json_object_set_new(object, "case", json_string(row->name));
	json_object_set_new(object, "mode", json_string(mode_names[in->mode]));
	json_object_set_new(object, "way", sends ? json_string(way_names[in->way]) : json_null());
	json_object_set_new(object, "shape",
			    sends ? json_string(shape_names[in->shape]) : json_null());
	json_object_set_new(object, "frames",
			    sends ? json_integer(burst_frames[in->burst]) : json_null());
	json_object_set_new(object, "clauses", clauses_json(row->clauses));
	json_object_set_new(object, "why", text_json(row->why));
}

static void add_answer(json_t *object, const struct instance *in)
{
	const struct result *res = &in->result;
	bool attached = res->status != SKIP && res->got < MODES;
	char repeat[REPORT_LINE];

	report_repeat(in, repeat, sizeof(repeat));
	json_object_set_new(object, "got",
			    attached ? json_string(mode_names[res->got]) : json_null());
	json_object_set_new(object, "status", json_string(status_names[res->status]));
	json_object_set_new(object, "reason", text_json(res->reason));
	json_object_set_new(object, "evidence", text_json(res->evidence));
	json_object_set_new(object, "seen", seen_json(&res->seen));
	json_object_set_new(object, "ms", json_real(res->us / 1000.0));
	json_object_set_new(object, "waited_ms", json_real(res->waited_us / 1000.0));
	json_object_set_new(object, "repeat", text_json(repeat));
}

/* In a strict run .strict is true, .fail has what is known too, and .known is 0,
 * so that the counts add up; an instance that is known keeps that status.
 */
static json_t *summary_json(const struct suite *suite)
{
	struct totals totals = totals_of(suite);
	json_t *object;

	totals_judge(&totals, suite);
	object = counts_json(totals.of, status_names, STATUSES);
	json_object_set_new(object, "total", json_integer(totals.total));
	json_object_set_new(object, "not_run", json_integer(totals.not_run));
	json_object_set_new(object, "strict", json_boolean(suite->strict));
	json_object_set_new(object, "ms", json_real(suite->us / 1000.0));
	return object;
}

static void json_begin(FILE *out, const struct suite *suite)
{
	(void)suite;
	fprintf(out, "{\"schema\":1,\n\"instances\":[");
}

static void json_one(FILE *out, unsigned number, const struct instance *in)
{
	json_t *object = json_object();

	add_question(object, in);
	add_answer(object, in);
	fprintf(out, "%s\n", number > 1 ? "," : "");
	dump(out, object);
}

static void json_end(FILE *out, const struct suite *suite)
{
	fprintf(out, "\n],\n\"environment\":");
	dump(out, environment_json(suite));
	fprintf(out, ",\n\"devices\":");
	dump(out, devices_json(suite));
	fprintf(out, ",\n\"summary\":");
	dump(out, summary_json(suite));
	fprintf(out, "}\n");
}

const struct report_kind report_json = {
	.name = "json",
	.begin = json_begin,
	.one = json_one,
	.end = json_end,
};
