/* SPDX-License-Identifier: GPL-2.0-only */
/* What every member of a row means, in plain words: the row read out aloud. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "clauses.h"
#include "known.h"
#include "list.h"
#include "picture.h"
#include "steps.h"
#include "suite.h"
#include "text.h"
#include "trial.h"
#include "words.h"

#define TEXT_COLUMN 12
#define NEAR_MAX 5

static const char *const place_words[PLACES] = {
	[AT_STACK] = "the stack",
	[AT_SOCKET] = "a UDP socket",
	[AT_XSK] = "the AF_XDP socket",
	[AT_PEER] = "the peer",
	[AT_TARGET] = "the target",
	[AT_SECOND] = "the second target",
	[AT_DEAF] = "the deaf port's far end",
	[AT_NARROW] = "the narrow port's far end",
	[AT_ELSEWHERE] = "another interface",
};

static const char *const to_words[TOS] = {
	[TO_NONE] = "the device",
	[TO_TARGET] = "the target's port",
	[TO_SECOND] = "the second target's port",
	[TO_INGRESS] = "the device itself",
	[TO_DOWN] = "a port that is down",
	[TO_DEAF] = "a port whose far end takes no xdp_frame",
	[TO_NARROW] = "a port with a small MTU",
	[TO_UNKNOWN] = "an ifindex that nobody has",
};

static const char *const xsk_words[XSK_KINDS] = {
	[XSK_BOUND] = "bound to the device and its queue",
	[XSK_UNBOUND] = "not bound",
	[XSK_WRONG_DEVICE] = "bound to the redirect target",
	[XSK_WRONG_QUEUE] = "bound to another queue",
	[XSK_NO_FILL] = "bound, with nothing in its fill ring",
	[XSK_SMALL_RING] = "bound, with a small RX ring",
	[XSK_SMALL_CHUNK] = "bound, with the smallest chunks",
};

static const char *const condition_words[CONDITIONS] = {
	[COND_DEAF_PEER] = "The far end of the wire has no NAPI.",
	[COND_GRO_PEER] = "The far end of the wire has NAPI by GRO, and no program.",
	[COND_TWO_QUEUES] = "The device has two receive queues; frames come in by the second.",
	[COND_FAR_CPU] = "Live frames are run on another CPU than all other frames.",
	[COND_BLACKHOLE] = "The device has a qdisc that drops all that it is given.",
	[COND_DUT_GRO] = "The device has NAPI by GRO, even without a native program.",
};

/* A sentence behind a label, broken where it is too long. */
__attribute__((format(printf, 3, 4)))
static void say(FILE *out, const char *label, const char *fmt, ...)
{
	char line[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	fprintf(out, "  %-*s", TEXT_COLUMN - 2, label);
	text_wrap(out, TEXT_COLUMN, line);
}

/* The names of a set: "the stack and the peer", "packet, xsk and xmit". */
static const char *set_words(unsigned set, const char *const *words, char *buf, size_t size)
{
	unsigned left = __builtin_popcount(set);

	buf[0] = '\0';
	for (unsigned i = 0; left; i++) {
		if (!(set & SET(i)))
			continue;
		left--;
		text_add(buf, size, "%s%s", words[i], left > 1 ? ", " : left ? " and " : "");
	}
	return buf;
}

static void say_edits(FILE *out, const struct prog_config *config)
{
	if (config->edits & EDIT_SWAP_MAC)
		say(out, "", "It exchanges the addresses.");
	if (config->edits & EDIT_FLIP)
		say(out, "", "It inverts the first byte behind the header.");
	if (config->edits & EDIT_TO_HOST)
		say(out, "", "It addresses the frame to the device.");
	if (config->edits & EDIT_TO_IPV4)
		say(out, "", "It writes the EtherType of IPv4.");
	if (config->head)
		say(out, "", config->head < 0 ? "It asks for %d bytes more at the head." :
						"It asks for %d bytes less at the head.",
		    abs(config->head));
	if (config->tail)
		say(out, "", config->tail > 0 ? "It asks for %d bytes more at the tail." :
						"It asks for %d bytes less at the tail.",
		    abs(config->tail));
	if (config->meta)
		say(out, "", config->meta < 0 ? "It asks for %d bytes of metadata." :
						"It asks for %d bytes less than no metadata.",
		    abs(config->meta));
}

static void say_redirect(FILE *out, const struct xcase *row)
{
	const struct prog_config *config = &row->config;
	char word[32];

	if (config->no_helper)
		say(out, "", "It calls no redirect helper.");
	if (config->first_key)
		say(out, "", "It looks up the key %u first.", config->first_key);
	if (config->key)
		say(out, "", "It looks up the key %u.", config->key);
	if (config->flags)
		say(out, "", "It calls its helper with the flags %#llx.", config->flags);
	if (row->broadcast)
		say(out, "", "Its map holds the target's and the second target's port.");
	else if (row->to != TO_NONE)
		say(out, "", "It redirects to %s.", to_words[row->to]);
	if (row->entry_prog)
		say(out, "", "Its map entry holds the program %s, which returns %s.",
		    row->entry_prog, verdict_word(config->action, word, sizeof(word)));
	if (row->qsize)
		say(out, "", "Its cpumap entry holds %u frames.", row->qsize);
	if (row->xsk != XSK_NONE)
		say(out, "", "Its map holds an AF_XDP socket, %s.", xsk_words[row->xsk]);
}

static void say_script(FILE *out, const struct xcase *row)
{
	const char *label = "script";
	char words[160], promise[160];

	for (const struct step *step = row->steps; step->op; step++, label = "")
		say(out, label, "%s: %s", step_words(step, words, sizeof(words)),
		    step_promise(step, promise, sizeof(promise)));
}

static void say_program(FILE *out, const struct xcase *row)
{
	if (row->condition != COND_NONE)
		say(out, "condition", "%s", condition_words[row->condition]);
	if (row->steps) {
		say_script(out, row);
		return;
	}
	if (!row->prog) {
		say(out, "program", "None is attached.");
		return;
	}
	say(out, "program", "%s, in bpf/.", row->prog);
	if (row->mix)
		say(out, "", "The frames choose among the verdicts in turn.");
	say_edits(out, &row->config);
	say_redirect(out, row);
}

static void say_arrival(FILE *out, const char *label, const struct expect *want)
{
	char words[256], err[32];

	set_words(want->at, place_words, words, sizeof(words));
	if (!want->at)
		say(out, label, "No frame arrives anywhere.");
	else if (want->capacity)
		say(out, label, "%u frames arrive once at %s, and each of the others meets %s.",
		    want->capacity, words, errno_word(want->redirect_err, err, sizeof(err)));
	else
		say(out, label,
		    "Each frame arrives once at %s, byte by byte as promised, and nowhere else.",
		    words);
	if (want->lossy)
		say(out, "", "Frames may be lost where an event counts them as drops.");
	if (want->helper)
		say(out, "", "A helper refuses with %s, and the frame stays as it was.",
		    errno_word(want->helper, err, sizeof(err)));
}

static void say_events(FILE *out, const struct xcase *row, const struct expect *want)
{
	bool redirects = want->redirect != TO_NONE || want->redirect_map;
	uint32_t act = row->entry_prog ? row->config.action : row_verdict(row, want, 0);
	char word[32];

	if (want->exception)
		say(out, "", "xdp_exception fires for each frame, with act %s, on %s.",
		    verdict_word(act, word, sizeof(word)), to_words[want->exception_on]);
	else
		say(out, "", "xdp_exception does not fire.");
	if (redirects)
		say(out, "", "xdp_redirect fires for each frame, to %s.",
		    want->redirect_map ? "the map" : to_words[want->redirect]);
	if (want->redirect_err)
		say(out, "", "xdp_redirect_err fires for each frame%s, with %s.",
		    want->capacity ? " that found no room" : "",
		    errno_word(want->redirect_err, word, sizeof(word)));
	if (!redirects && !want->redirect_err)
		say(out, "", "No redirect event fires.");
	if (want->xmit_err)
		say(out, "", "The port refuses all frames; xdp_devmap_xmit says %s.",
		    errno_word(want->xmit_err, word, sizeof(word)));
	if (want->egress_drop)
		say(out, "", "xdp_devmap_xmit counts each frame as a drop.");
	if (want->bulk_err)
		say(out, "", "xdp_bulk_tx counts each frame as a drop, in native mode.");
}

static void say_counts(FILE *out, const struct expect *want)
{
	if (want->xsk.dropped)
		say(out, "", "The socket counts rx_dropped for each frame lost.");
	if (want->xsk.ring_full)
		say(out, "", "The socket counts rx_ring_full for each frame lost.");
	if (want->xsk.fill_empty)
		say(out, "", "The socket counts rx_fill_ring_empty_descs for each frame lost.");
	if (want->log)
		say(out, "", "The kernel log says once: '%s'.", want->log);
	else
		say(out, "", "The kernel log stays silent.");
}

static void say_promise(FILE *out, const char *label, const struct xcase *row,
			const struct expect *want)
{
	char word[32];

	if (row->mix) {
		say(out, label, "Each frame meets the verdict that it carries, and no other.");
		return;
	}
	say_arrival(out, label, want);
	if (row->prog)
		say(out, "", "The program runs once on each frame, and returns %s.",
		    verdict_word(row_verdict(row, want, 0), word, sizeof(word)));
	say_events(out, row, want);
	say_counts(out, want);
}

static void say_sizes(FILE *out, const struct xcase *row)
{
	unsigned bursts = row->bursts ?: SET(BURST_16);
	char words[256] = "";

	say(out, "frames", "%s.", set_words(row->shapes, shape_names, words, sizeof(words)));
	words[0] = '\0';
	for (enum burst b = 0; b < BURSTS; b++)
		if (bursts & SET(b))
			text_add(words, sizeof(words), "%s%u", *words ? ", " : "",
				 burst_frames[b]);
	say(out, "bursts", "of %s.", words);
}

static void say_extent(FILE *out, const struct xcase *row)
{
	char words[256];

	say(out, "modes", "%s.", set_words(list_modes(row), mode_names, words, sizeof(words)));
	if (!row->steps) {
		say(out, "ways", "%s.", set_words(row->ways, way_names, words, sizeof(words)));
		say_sizes(out, row);
	}
	if (row->needs)
		say(out, "needs", "%s, or is skipped.",
		    set_words(row->needs, cap_names, words, sizeof(words)));
}

static void say_clauses(FILE *out, const struct xcase *row)
{
	const char *list = row->clauses, *label = "proves";
	char id[CLAUSE_ID_SIZE];

	while ((list = clause_next(list, id))) {
		const struct clause *clause = clause_find(id);

		say(out, label, "%s %s  %s.", id, clause ? clause->level : "?",
		    clause ? clause->text : "no such clause");
		label = "";
	}
}

/* What the list that is built in says of it. */
static void say_known(FILE *out, const char *name)
{
	_cleanup_(known_unload) struct known known = {};
	const char *label = "known";
	struct known_entry entry;
	size_t at = 0;

	if (known_load(&known, NULL))
		return;
	for (; known_next(&known, name, &at, &entry); label = "")
		say(out, label, "%s, driver %s%s%s: %s", entry.glob, entry.driver,
		    strcmp(entry.kernel, "*") ? ", kernel " : "",
		    strcmp(entry.kernel, "*") ? entry.kernel : "", entry.evidence);
}

/* The page of a row, or of its instance with this name. */
static void show_row(FILE *out, const struct xcase *row, const char *name)
{
	fprintf(out, "%s\n  ", row->name);
	text_wrap(out, 2, row->why);
	fprintf(out, "\n");
	picture_draw(out, row);
	if (!row->steps)
		fprintf(out, "\n");
	say_program(out, row);
	if (!row->steps)
		say_promise(out, "promised", row, &row->expect);
	if (row->between) {
		say(out, "then", "Something is done to the lab, and another burst is sent.");
		say_promise(out, "promised", row, &row->after);
	}
	say_extent(out, row);
	say_clauses(out, row);
	say_known(out, name);
	say(out, "run it", "xdpcheck run --only '%s'", name);
}

/* The row itself, or an instance that it expands to. */
static bool is_row(const struct xcase *row, const char *name)
{
	size_t len = strcspn(name, "/");

	if (strlen(row->name) != len || strncmp(row->name, name, len))
		return false;
	return !name[len] || list_has_instance(row, name);
}

/* How many letters must be added, taken away or changed to make one the other. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[64], len = strlen(b);

	if (len >= ARRAY_SIZE(row))
		return len;
	for (unsigned j = 0; j <= len; j++)
		row[j] = j;
	for (unsigned i = 0; a[i]; i++) {
		unsigned diagonal = row[0];

		row[0] = i + 1;
		for (unsigned j = 0; j < len; j++) {
			unsigned changed = diagonal + (a[i] != b[j]);
			unsigned other = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;

			diagonal = row[j + 1];
			row[j + 1] = changed < other ? changed : other;
		}
	}
	return row[len];
}

static bool is_near(const struct xcase *row, const char *instance)
{
	char name[96];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(instance, "/"), instance);
	return strstr(row->name, name) || distance(row->name, name) <= 1 + strlen(name) / 4;
}

int show_case(FILE *out, const struct suite_table *const *suites, unsigned count,
	      const char *name)
{
	unsigned nears = 0;
	char near[256] = "";

	for (unsigned i = 0; i < count; i++) {
		for (unsigned j = 0; j < suites[i]->count; j++) {
			const struct xcase *row = &suites[i]->rows[j];

			if (is_row(row, name)) {
				show_row(out, row, name);
				return 0;
			}
			if (is_near(row, name) && nears++ < NEAR_MAX)
				text_add(near, sizeof(near), "%s %s", *near ? "," : "; near it:",
					 row->name);
		}
	}
	return fault(0, "no case is called '%s'%s", name, near) ?: -ENOENT;
}
