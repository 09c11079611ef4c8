/* SPDX-License-Identifier: GPL-2.0-only */
/* The law for tracepoint events: each that is promised fires as often as promised,
 * and no other. One that fired instead of another tells what went wrong.
 */
#include "trial.h"

#define BULK_MAX 16		/* DEV_MAP_BULK_SIZE of the kernel */

/* Rows without a port of their own make no claim about an error's target. */
static struct fact fact_claimed(const struct trial *trial, struct fact fact)
{
	if (fact.kind == FACT_REDIRECT_ERR && !trial->brief.row->to)
		fact.to = 0;
	return fact;
}

/* What a cpumap loses is accounted for by check_lossy(). */
static bool may_vary(const struct trial *trial, const struct fact *fact)
{
	return trial->expect->lossy && fact->kind >= FACT_ENQUEUED;
}

/* The first event of a kind, or of any, that is not promised: it tells why another
 * one is missing.
 */
static const struct fact *unpromised(const struct trial *trial, const struct facts *due,
				     const struct facts *got, enum fact_kind kind)
{
	for (unsigned i = 0; i < got->count; i++) {
		const struct fact *fact = &got->list[i];

		if ((kind == FACTS || fact->kind == kind) && !facts_count(due, fact) &&
		    !may_vary(trial, fact))
			return fact;
	}
	return NULL;
}

static const char *whose(const struct trial *trial, const struct fact *fact)
{
	if (!fact->prog_id)
		return "";
	if (fact->prog_id == trial->lab->prog.entry_id)
		return " (with the id of the map entry's program)";
	if (fact->prog_id != trial->prog_id)
		return " (with the id of another program)";
	return trial->brief.row->entry_prog ? " (with the id of the device's program)" : "";
}

static void compare_facts(const struct trial *trial, struct result *res, const struct facts *due,
			  const struct facts *got)
{
	const struct fact *other;
	char text[128], instead[128];

	for (unsigned i = 0; i < due->count; i++) {
		const struct fact *fact = &due->list[i];
		unsigned n = facts_count(got, fact);

		if (n == fact->n || may_vary(trial, fact))
			continue;
		fact_print(fact, text, sizeof(text));
		other = unpromised(trial, due, got, fact->kind);
		if (!other)
			other = unpromised(trial, due, got, FACTS);
		if (other && n < fact->n)
			broken(res, "%s: %u, not %u, but %s: %u%s", text, n, fact->n,
			       fact_print(other, instead, sizeof(instead)), other->n,
			       whose(trial, other));
		else
			broken(res, "%s: %u, not %u", text, n, fact->n);
	}
	other = unpromised(trial, due, got, FACTS);
	if (other)
		broken(res, "%s: %u, not 0%s", fact_print(other, text, sizeof(text)), other->n,
		       whose(trial, other));
}

void verdict_events(const struct trial *trial, struct result *res)
{
	const struct events *events = &trial->lab->events;
	struct facts due, got = {};

	if (events->deaf[0])
		return;
	promise_facts(trial, &due);
	for (unsigned i = 0; i < events->facts.count; i++) {
		struct fact fact = fact_claimed(trial, events->facts.list[i]);

		facts_add(&got, &fact, fact.n);
	}
	compare_facts(trial, res, &due, &got);
	if (events->facts.full)
		broken(res, "more kinds of tracepoint events fired than can be told apart");
	if (events->bulk_max > BULK_MAX)
		broken(res, "xdp_devmap_xmit was given %u frames at once, more than a bulk of %u",
		       events->bulk_max, BULK_MAX);
}
