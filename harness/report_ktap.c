/* SPDX-License-Identifier: GPL-2.0-only */
/* KTAP version 1, as Documentation/dev-tools/ktap.rst has it and as the readers
 * of kselftest take it: the diagnostic lines of a test come before its result,
 * and its time is the last thing on the line.
 */
#include "environment.h"
#include "report.h"
#include "text.h"

static bool known_fails;

static void ktap_begin(FILE *out, const struct suite *suite)
{
	known_fails = suite->strict;
	fprintf(out, "KTAP version 1\n1..%u\n", suite->count);
}

static void diagnostic(FILE *out, const char *word, const char *text)
{
	fprintf(out, "# %s: ", word);
	text_line(out, text);
	fprintf(out, "\n");
}

static void ktap_explain(FILE *out, const struct instance *in)
{
	const struct result *res = &in->result;
	char line[REPORT_LINE];

	diagnostic(out, "why", in->row->why);
	diagnostic(out, res->status == ERROR ? "error" : "broken", res->reason);
	if (res->status == KNOWN)
		diagnostic(out, "known", res->evidence);
	report_seen(in, line, sizeof(line));
	diagnostic(out, "seen", line);
	report_repeat(in, line, sizeof(line));
	diagnostic(out, "repeat", line);
}

/* The directive, and the reason that goes with it. */
static void ktap_directive(FILE *out, const char *directive, const char *reason)
{
	fprintf(out, "%s ", directive);
	text_line(out, reason);
	fprintf(out, " ");
}

static void ktap_one(FILE *out, unsigned number, const struct instance *in)
{
	const struct result *res = &in->result;
	bool bad = res->status == FAIL || res->status == ERROR ||
		   (res->status == KNOWN && known_fails);

	if (bad || res->status == KNOWN)
		ktap_explain(out, in);
	fprintf(out, "%sok %u %s # ", bad ? "not " : "", number, report_name(in));
	switch (res->status) {
	case KNOWN:
		if (!known_fails)
			ktap_directive(out, "XFAIL", res->reason);
		break;
	case SKIP:
		ktap_directive(out, "SKIP", res->reason);
		break;
	case ERROR:
		ktap_directive(out, "ERROR", res->reason);
		break;
	case PASS:
	case FAIL:
	case STATUSES:
		break;
	}
	fprintf(out, "time=%ums\n", (res->us + 500) / 1000);
}

static void ktap_end(FILE *out, const struct suite *suite)
{
	struct totals totals = totals_of(suite);
	char line[REPORT_LINE];

	for (unsigned i = 0; i < suite->devices_count; i++) {
		environment_describe(&suite->devices[i].facts, line, sizeof(line));
		diagnostic(out, "device", line);
	}
	if (totals.not_run) {
		report_not_run(&totals, line, sizeof(line));
		fprintf(out, "Bail out! %s\n", line);
	}
	totals_judge(&totals, suite);
	fprintf(out, "# Totals: pass:%u fail:%u xfail:%u xpass:0 skip:%u error:%u\n",
		totals.of[PASS], totals.of[FAIL], totals.of[KNOWN], totals.of[SKIP],
		totals.of[ERROR]);
}

const struct report_kind report_ktap = {
	.name = "ktap",
	.begin = ktap_begin,
	.one = ktap_one,
	.end = ktap_end,
};
