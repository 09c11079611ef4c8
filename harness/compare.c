/* SPDX-License-Identifier: GPL-2.0-only */
/* What a change of status is called, and which changes are told together. */
#include <stdlib.h>
#include <string.h>
#include "compare.h"
#include "text.h"

enum change {
	SAME,
	REGRESSED,
	FIXED,
	STOPPED,		/* it is skipped now, */
	STARTED,		/* or no more */
	OTHERWISE,
	NEW,
	GONE,
	REWORDED,		/* the status is the same: no difference */
	UNTOLD,			/* by a report that is incomplete */
	CHANGES
};

static const struct {
	const char *heading, *count;
} words[CHANGES] = {
	[SAME] = { "The same", "as before" },
	[REGRESSED] = { "Regressed", "regressed" },
	[FIXED] = { "Fixed", "fixed" },
	[STOPPED] = { "Skipped now", "skipped now" },
	[STARTED] = { "Not skipped any more", "not skipped any more" },
	[OTHERWISE] = { "Changed otherwise", "changed otherwise" },
	[NEW] = { "New", "new" },
	[GONE] = { "Gone", "gone" },
	[REWORDED] = { "The same status for another reason (no difference)",
		       "for another reason" },
	[UNTOLD] = { "In only one of the reports, as the other is incomplete",
		     "in only one, as the other is incomplete" },
};

static const enum change changes[STATUSES][STATUSES] = {
	[PASS] = { [FAIL] = REGRESSED, [KNOWN] = REGRESSED, [SKIP] = STOPPED, [ERROR] = REGRESSED },
	[FAIL] = { [PASS] = FIXED, [KNOWN] = OTHERWISE, [SKIP] = STOPPED, [ERROR] = OTHERWISE },
	[KNOWN] = { [PASS] = FIXED, [FAIL] = REGRESSED, [SKIP] = STOPPED, [ERROR] = REGRESSED },
	[SKIP] = { [PASS] = STARTED, [FAIL] = REGRESSED, [KNOWN] = STARTED, [ERROR] = REGRESSED },
	[ERROR] = { [PASS] = FIXED, [FAIL] = REGRESSED, [KNOWN] = OTHERWISE, [SKIP] = STOPPED },
};

struct item {
	const struct saved_instance *a, *b;	/* NULL: it has none */
	enum change change;
	bool told;
};

struct comparison {
	const struct saved *a, *b;
	const char *dev_a, *dev_b;	/* the only ones, if they are compared; or NULL */
	struct item *items;
	unsigned count, of[CHANGES];
};

/* The label of a run's only device, or NULL. */
static const char *only_device(const struct saved *saved)
{
	const char *dev = saved->count ? saved->sorted[0]->dev : NULL;

	return dev && !strcmp(dev, saved->sorted[saved->count - 1]->dev) ? dev : NULL;
}

static bool other_words(const struct saved_instance *a, const struct saved_instance *b)
{
	if (a->status == KNOWN && !strcmp(a->evidence, b->evidence))
		return false;
	return !saved_alike(a->reason, b->reason);
}

static void add_item(struct comparison *c, const struct saved_instance *a,
		     const struct saved_instance *b)
{
	enum change change;

	if (!a || !b)
		change = (a ? c->b : c->a)->trouble[0] ? UNTOLD : a ? GONE : NEW;
	else if (a->status == b->status)
		change = other_words(a, b) ? REWORDED : SAME;
	else
		change = changes[a->status][b->status];
	c->of[change]++;
	if (change != SAME)
		c->items[c->count++] = (struct item){ .a = a, .b = b, .change = change };
}

static int collect(struct comparison *c)
{
	c->items = calloc(c->a->count + c->b->count + 1, sizeof(*c->items));
	if (!c->items)
		return fault(-ENOMEM, "compare %u instances", c->a->count);
	c->dev_a = only_device(c->a);
	c->dev_b = only_device(c->b);
	if (!c->dev_a || !c->dev_b)
		c->dev_a = c->dev_b = NULL;
	for (unsigned i = 0; i < c->a->count; i++) {
		const struct saved_instance *a = &c->a->instances[i];

		add_item(c, a, saved_find(c->b, c->dev_b ?: a->dev, a->name));
	}
	for (unsigned i = 0; i < c->b->count; i++) {
		const struct saved_instance *b = &c->b->instances[i];

		if (!saved_find(c->a, c->dev_a ?: b->dev, b->name))
			add_item(c, NULL, b);
	}
	return 0;
}

static bool alike(const struct saved_instance *one, const struct saved_instance *other)
{
	if (!one || !other)
		return one == other;
	return one->status == other->status && !strcmp(one->dev, other->dev) &&
	       saved_alike(one->reason, other->reason) && !strcmp(one->evidence, other->evidence);
}

static void labelled(FILE *out, const char *label, const char *text)
{
	if (!*text)
		return;
	fprintf(out, "      %-8s", label);
	text_wrap(out, 14, text);
}

/* How this one changed, and why it is what it was and is. */
static void print_change(FILE *out, const struct item *item, unsigned count)
{
	const struct saved_instance *a = item->a, *b = item->b;
	const struct saved_instance *in = b ?: a;

	fprintf(out, "\n  ");
	if (a)
		fprintf(out, "%s%s", status_names[a->status], b ? " -> " : "");
	if (b)
		fprintf(out, "%s", status_names[b->status]);
	fprintf(out, ", %u instance%s", count, count == 1 ? "" : "s");
	if (*in->dev) {
		fprintf(out, " of ");
		text_line(out, in->dev);
	}
	fprintf(out, "\n");
	if (a)
		labelled(out, b ? "was" : "reason", a->reason);
	if (b)
		labelled(out, a ? "is" : "reason", b->reason);
	if (in->status == FAIL || in->status == KNOWN)
		labelled(out, "why", in->why);
	labelled(out, "known", *in->evidence ? in->evidence : a ? a->evidence : "");
}

/* All that changed as this one did, in one paragraph. */
static int print_alike(FILE *out, struct comparison *c, unsigned first)
{
	const struct item *item = &c->items[first];
	const struct saved_instance **some = calloc(c->count, sizeof(*some));
	struct names names;
	unsigned count = 0;
	int err;

	if (!some)
		return fault(-ENOMEM, "compare %u instances", c->count);
	for (unsigned i = first; i < c->count; i++) {
		struct item *other = &c->items[i];

		if (other->told || other->change != item->change || !alike(item->a, other->a) ||
		    !alike(item->b, other->b))
			continue;
		other->told = true;
		some[count++] = other->b ?: other->a;
	}
	err = names_fold(&names, item->b ? c->b : c->a, some, count);
	free(some);
	if (err)
		return err;
	print_change(out, item, count);
	for (unsigned i = 0; i < names.count; i++) {
		fprintf(out, "      ");
		text_line(out, names.list[i]);
		fprintf(out, "\n");
	}
	names_free(&names);
	return 0;
}

static void print_run(FILE *out, const struct saved *saved)
{
	text_line(out, saved->path);
	fprintf(out, ": Linux ");
	text_line(out, *saved->kernel ? saved->kernel : "of an unknown version");
	for (unsigned i = 0; i < saved->devices_count; i++) {
		fprintf(out, i ? " " : ", ");
		text_line(out, saved->devices[i].label);
	}
	fprintf(out, ", %u instance%s\n", saved->count, saved->count == 1 ? "" : "s");
	if (saved->trouble[0])
		labelled(out, "but", saved->trouble);
}

static void print_totals(FILE *out, const struct comparison *c)
{
	fprintf(out, "\n");
	for (enum change change = SAME + 1; change < CHANGES; change++)
		if (c->of[change])
			fprintf(out, "%u %s, ", c->of[change], words[change].count);
	fprintf(out, "%u %s\n", c->of[SAME], words[SAME].count);
}

static int print_all(FILE *out, struct comparison *c)
{
	int err = 0;

	print_run(out, c->a);
	print_run(out, c->b);
	for (enum change change = SAME + 1; change < CHANGES; change++) {
		if (c->of[change])
			fprintf(out, "\n%s\n", words[change].heading);
		for (unsigned i = 0; !err && i < c->count; i++)
			if (c->items[i].change == change && !c->items[i].told)
				err = print_alike(out, c, i);
	}
	print_totals(out, c);
	return err;
}

int compare_print(FILE *out, const struct saved *a, const struct saved *b, bool *differ)
{
	struct comparison c = { .a = a, .b = b };
	int err = collect(&c);

	if (!err)
		err = print_all(out, &c);
	free(c.items);
	*differ = c.count > c.of[REWORDED];
	return err;
}
