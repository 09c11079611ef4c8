/* SPDX-License-Identifier: GPL-2.0-only */
/* JUnit XML, in the elements that Jenkins, GitLab and their like agree on. The
 * counts stand in front, so that all of it is written at the end. A known
 * deviation is a skipped test of type "known"; in a strict run, a failure. A run
 * that came to no end has one more test, xdpcheck/run, with an error.
 */
#include "environment.h"
#include "report.h"
#include "text.h"

static bool is_failure(const struct suite *suite, const struct instance *in)
{
	return in->result.status == FAIL || (in->result.status == KNOWN && suite->strict);
}

/* XML 1.0 has no way to write most controls; blanks of attributes need one. */
static void xml_text(FILE *out, const char *text)
{
	uint32_t code;

	while ((code = text_next(&text))) {
		switch (code) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\t':
		case '\n':
		case '\r':
			fprintf(out, "&#%u;", code);
			break;
		default:
			if (code < ' ' || code == 0xfffe || code == 0xffff)
				code = TEXT_BAD;
			text_put(out, code);
		}
	}
}

static void xml_attribute(FILE *out, const char *name, const char *text)
{
	fprintf(out, " %s=\"", name);
	xml_text(out, text);
	fputc('"', out);
}

static void junit_property(FILE *out, const char *name, const char *text)
{
	fputs("<property", out);
	xml_attribute(out, "name", name);
	xml_attribute(out, "value", text);
	fputs("/>\n", out);
}

static void junit_properties(FILE *out, const struct suite *suite)
{
	json_t *env = environment_json(suite);
	const char *name;
	json_t *value;

	fputs("<properties>\n", out);
	json_object_foreach(env, name, value) {
		_cleanup_(text_free) char *dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

		junit_property(out, name,
			       json_is_string(value) ? json_string_value(value) : dump ?: "");
	}
	fputs("</properties>\n", out);
	json_decref(env);
}

/* One of the elements that say that a test did not pass. */
static void junit_outcome(FILE *out, const char *element, const struct instance *in)
{
	const struct result *res = &in->result;
	char line[REPORT_LINE];

	fprintf(out, "<%s", element);
	xml_attribute(out, "type", status_names[res->status]);
	xml_attribute(out, "message", res->reason);
	fputc('>', out);
	if (res->status != SKIP) {
		fputs("why: ", out);
		xml_text(out, in->row->why);
		fputs("\nseen: ", out);
		report_seen(in, line, sizeof(line));
		xml_text(out, line);
		if (res->status == KNOWN) {
			fputs("\nknown: ", out);
			xml_text(out, res->evidence);
		}
		fputs("\nrepeat: ", out);
		report_repeat(in, line, sizeof(line));
		xml_text(out, line);
	}
	fprintf(out, "</%s>\n", element);
}

static void junit_case(FILE *out, const struct suite *suite, const struct instance *in)
{
	enum status status = in->result.status;

	fprintf(out, "<testcase classname=\"xdpcheck.%.*s\"", report_group_len(in), in->row->name);
	xml_attribute(out, "name", report_name(in));
	fprintf(out, " time=\"%.6f\">\n", in->result.us / 1e6);
	if (is_failure(suite, in))
		junit_outcome(out, "failure", in);
	else if (status == ERROR)
		junit_outcome(out, "error", in);
	else if (status == SKIP || status == KNOWN)
		junit_outcome(out, "skipped", in);
	fputs("</testcase>\n", out);
}

/* What did not run must not look as if all were well. */
static void junit_not_run(FILE *out, const struct totals *totals)
{
	char line[REPORT_LINE], message[2 * REPORT_LINE] = "";

	report_not_run(totals, line, sizeof(line));
	if (*fault_text())
		text_add(message, sizeof(message), "%s: ", fault_text());
	text_add(message, sizeof(message), "%s", line);
	fputs("<testcase classname=\"xdpcheck\" name=\"xdpcheck/run\" time=\"0.000000\">\n"
	      "<error type=\"not-run\"", out);
	xml_attribute(out, "message", message);
	fputs("></error>\n</testcase>\n", out);
}

static void junit_counts(FILE *out, const struct suite *suite)
{
	struct totals totals = totals_of(suite);
	unsigned unended = totals.not_run ? 1 : 0;	/* xdpcheck/run */

	totals_judge(&totals, suite);
	fprintf(out, " name=\"xdpcheck\" tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\"",
		totals.total - totals.not_run + unended, totals.of[FAIL],
		totals.of[ERROR] + unended, totals.of[SKIP] + totals.of[KNOWN]);
	fprintf(out, " time=\"%.6f\">\n", suite->us / 1e6);
}

static void junit_begin(FILE *out, const struct suite *suite)
{
	(void)suite;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
}

static void junit_one(FILE *out, unsigned number, const struct instance *in)
{
	(void)out;
	(void)number;
	(void)in;
}

static void junit_end(FILE *out, const struct suite *suite)
{
	struct totals totals = totals_of(suite);

	fputs("<testsuites", out);
	junit_counts(out, suite);
	fputs("<testsuite", out);
	junit_counts(out, suite);
	junit_properties(out, suite);
	for (unsigned i = 0; i < suite->count; i++)
		if (suite->instances[i].done)
			junit_case(out, suite, &suite->instances[i]);
	if (totals.not_run)
		junit_not_run(out, &totals);
	fputs("</testsuite>\n</testsuites>\n", out);
}

const struct report_kind report_junit = {
	.name = "junit",
	.begin = junit_begin,
	.one = junit_one,
	.end = junit_end,
};
