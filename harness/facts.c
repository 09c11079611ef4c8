/* SPDX-License-Identifier: GPL-2.0-only */
/* Facts about events: counted, told apart, and put into words. */
#include <stdio.h>
#include "facts.h"
#include "words.h"

static bool fact_alike(const struct fact *a, const struct fact *b)
{
	return a->kind == b->kind && a->ifindex == b->ifindex && a->to == b->to &&
	       a->value == b->value && a->prog_id == b->prog_id;
}

void facts_add(struct facts *facts, const struct fact *fact, unsigned n)
{
	struct fact *entry = NULL;

	if (!n)
		return;
	for (unsigned i = 0; i < facts->count && !entry; i++)
		if (fact_alike(&facts->list[i], fact))
			entry = &facts->list[i];
	if (!entry) {
		if (facts->count == ARRAY_SIZE(facts->list)) {
			facts->full = true;
			return;
		}
		entry = &facts->list[facts->count++];
		*entry = *fact;
		entry->n = 0;
	}
	entry->n += n;
}

unsigned facts_count(const struct facts *facts, const struct fact *like)
{
	for (unsigned i = 0; i < facts->count; i++)
		if (fact_alike(&facts->list[i], like))
			return facts->list[i].n;
	return 0;
}

unsigned facts_sum(const struct facts *facts, enum fact_kind kind)
{
	unsigned n = 0;

	for (unsigned i = 0; i < facts->count; i++)
		if (facts->list[i].kind == kind)
			n += facts->list[i].n;
	return n;
}

static const struct {
	const char *text;
	bool err;		/* value is an errno */
} fact_words[FACTS] = {
	[FACT_EXCEPTION] = { "xdp_exception" },
	[FACT_REDIRECT] = { "xdp_redirect" },
	[FACT_REDIRECT_ERR] = { "xdp_redirect_err", true },
	[FACT_XMIT_SENT] = { "xdp_devmap_xmit sent" },
	[FACT_XMIT_DROP] = { "xdp_devmap_xmit drops", true },
	[FACT_BULK_SENT] = { "xdp_bulk_tx sent" },
	[FACT_BULK_DROP] = { "xdp_bulk_tx drops", true },
	[FACT_ENQUEUED] = { "xdp_cpumap_enqueue processed" },
	[FACT_ENQUEUE_DROP] = { "xdp_cpumap_enqueue drops" },
	[FACT_ON_CPU] = { "xdp_cpumap_kthread processed" },
	[FACT_ON_CPU_DROP] = { "xdp_cpumap_kthread drops" },
	[FACT_CPU_PASS] = { "xdp_cpumap_kthread xdp_pass" },
	[FACT_CPU_DROP] = { "xdp_cpumap_kthread xdp_drop" },
	[FACT_CPU_REDIRECT] = { "xdp_cpumap_kthread xdp_redirect" },
};

const char *fact_print(const struct fact *fact, char *text, size_t size)
{
	char name[IF_NAMESIZE], word[32];
	size_t len;

	len = snprintf(text, size, "%s", fact_words[fact->kind].text);
	if (fact->kind == FACT_EXCEPTION)
		len += snprintf(text + len, size - len, " act=%s",
				verdict_word(fact->value, word, sizeof(word)));
	if (fact->kind >= FACT_ENQUEUED)
		len += snprintf(text + len, size - len, " on CPU %d", (int)fact->value);
	if (fact_words[fact->kind].err && fact->value)
		len += snprintf(text + len, size - len, " err=%s",
				errno_word(fact->value, word, sizeof(word)));
	if (fact->ifindex)
		len += snprintf(text + len, size - len, " on %s",
				if_indextoname(fact->ifindex, name) ?: "a device that is gone");
	if (fact->to)
		snprintf(text + len, size - len, " to %s",
			 if_indextoname(fact->to, name) ?: "an interface that is not there");
	return text;
}
