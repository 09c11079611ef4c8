/* SPDX-License-Identifier: GPL-2.0-only */
/* Steps in words, as the sentences about them begin. */
#include <linux/if_link.h>
#include <stdio.h>
#include <sys/socket.h>
#include "script.h"
#include "text.h"
#include "words.h"

static const char *const op_names[STEP_OPS] = {
	[LOAD] = "LOAD",
	[ATTACH] = "ATTACH",
	[DETACH] = "DETACH",
	[QUERY] = "QUERY",
	[LINK_CREATE] = "LINK_CREATE",
	[LINK_UPDATE] = "LINK_UPDATE",
	[LINK_DETACH] = "LINK_DETACH",
	[LINK_PIN] = "LINK_PIN",
	[LINK_CLOSE] = "LINK_CLOSE",
	[LINK_OPEN] = "LINK_OPEN",
	[LINK_QUERY] = "LINK_QUERY",
	[DEVICE_ADD] = "DEVICE_ADD",
	[DEVICE_DOWN] = "DEVICE_DOWN",
	[DEVICE_DELETE] = "DEVICE_DELETE",
	[FEATURES] = "FEATURES",
	[FORWARD] = "FORWARD",
	[XMIT_AGREES] = "XMIT_AGREES",
	[MEMORY_FREED] = "MEMORY_FREED",
	[FAR_END] = "FAR_END",
	[MAP_CREATE] = "MAP_CREATE",
	[MAP_UPDATE] = "MAP_UPDATE",
	[MAP_LOOKUP] = "MAP_LOOKUP",
	[MAP_DELETE] = "MAP_DELETE",
	[RUN] = "RUN",
	[SOCKET_OPEN] = "SOCKET_OPEN",
	[SOCKET_PUT] = "SOCKET_PUT",
	[SOCKET_SEND] = "SOCKET_SEND",
	[SOCKET_COMPLETED] = "SOCKET_COMPLETED",
	[SOCKET_INVALID] = "SOCKET_INVALID",
	[SOCKET_WAKEUP] = "SOCKET_WAKEUP",
};

static const char *const mode_words[STEP_MODES] = {
	[ITS_MODE] = "",
	[OTHER_MODE] = " in the other mode",
	[NO_MODE] = " in no mode",
	[TWO_MODES] = " in two modes",
};

static const char *const device_words[STEP_DEVICES] = {
	[DUT] = "", [SPARE] = " on the spare device", [SPARE_END] = " on the spare's far end",
};

static void add_flags(const struct step *step, char *text, size_t size)
{
	static const struct {
		enum step_op op;
		uint32_t flag;
		const char *name;
	} flags[] = {
		{ ATTACH, XDP_FLAGS_UPDATE_IF_NOEXIST, "UPDATE_IF_NOEXIST" },
		{ ATTACH, XDP_FLAGS_REPLACE, "REPLACE" },
		{ DETACH, XDP_FLAGS_REPLACE, "REPLACE" },
		{ LINK_UPDATE, BPF_F_REPLACE, "BPF_F_REPLACE" },
		{ MAP_UPDATE, BPF_NOEXIST, "BPF_NOEXIST" },
		{ MAP_UPDATE, BPF_EXIST, "BPF_EXIST" },
		{ RUN, BPF_F_TEST_XDP_LIVE_FRAMES, "LIVE_FRAMES" },
		{ SOCKET_SEND, MSG_DONTWAIT, "MSG_DONTWAIT" },
	};
	uint32_t left = step->flags;
	const char *and = " with ";

	for (unsigned i = 0; i < ARRAY_SIZE(flags); i++) {
		if (flags[i].op != step->op || !(left & flags[i].flag))
			continue;
		text_add(text, size, "%s%s", and, flags[i].name);
		left &= ~flags[i].flag;
		and = " and ";
	}
	if (left)
		text_add(text, size, "%sflags %#x", and, left);
}

const char *feature_words(uint64_t features, char *text, size_t size)
{
	static const char *const names[] = {
		"BASIC", "REDIRECT", "NDO_XMIT", "XSK_ZEROCOPY", "HW_OFFLOAD", "RX_SG",
		"NDO_XMIT_SG",
	};

	text[0] = '\0';
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (features & 1ull << i)
			text_add(text, size, "%s%s", *text ? " " : "", names[i]);
	if (!*text)
		text_add(text, size, "none");
	return text;
}

static void add_features(const struct step *step, char *text, size_t size)
{
	const struct {
		const char *word;
		uint32_t set;
	} sets[] = {
		{ " that need", step->features.needs }, { " but", step->features.unless },
		{ " with", step->features.has }, { " without", step->features.lacks },
	};
	char words[96];

	for (unsigned i = 0; i < ARRAY_SIZE(sets); i++)
		if (sets[i].set)
			text_add(text, size, "%s %s", sets[i].word,
				 feature_words(sets[i].set, words, sizeof(words)));
	if (step->features.same)
		text_add(text, size, ", the same");
}

static void add_key(const struct step *step, char *text, size_t size)
{
	text_add(text, size, " at key %u", script_cpus(step->entry.key));
	if (step->entry.to)
		text_add(text, size, " to %s", to_names[step->entry.to]);
	if (step->entry.qsize)
		text_add(text, size, " for %u frames", step->entry.qsize);
}

static void add_run(const struct step *step, char *text, size_t size)
{
	const struct xdp_md *ctx = step->run.ctx;

	text_add(text, size, " on %u bytes", step->run.size ? step->run.size : 64);
	if (ctx)
		text_add(text, size, " (data %u, data_end %u)", ctx->data, ctx->data_end);
	if (step->run.ingress)
		text_add(text, size, " from %s", to_names[step->run.ingress]);
	if (step->run.room)
		text_add(text, size, " into %u", step->run.room);
	if (step->run.batch)
		text_add(text, size, " by %u", step->run.batch);
}

static void add_frames(const struct step *step, char *text, size_t size)
{
	text_add(text, size, " of %u%s frames with %u bytes at %#llx",
		 step->tx.n ? step->tx.n : 1, step->tx.invalid ? " invalid" : "",
		 step->tx.len ? step->tx.len : 64, (unsigned long long)step->tx.addr);
}

static void add_details(const struct step *step, char *text, size_t size)
{
	static void (*const adding[STEP_OPS])(const struct step *step, char *text, size_t size) = {
		[FEATURES] = add_features,
		[MAP_UPDATE] = add_key, [MAP_LOOKUP] = add_key, [MAP_DELETE] = add_key,
		[RUN] = add_run,
		[SOCKET_PUT] = add_frames,
	};

	if (adding[step->op])
		adding[step->op](step, text, size);
	if (step->op == MAP_CREATE)
		text_add(text, size, " for %u", script_cpus(step->map.entries));
	if (step->op == SOCKET_COMPLETED || step->op == SOCKET_INVALID)
		text_add(text, size, " %u", step->n);
	if (step->gone)
		text_add(text, size, ", gone");
}

const char *step_words(const struct step *step, char *text, size_t size)
{
	text[0] = '\0';
	text_add(text, size, "%s", op_names[step->op]);
	if (step->prog)
		text_add(text, size, " of %s", step->prog);
	if (step->old)
		text_add(text, size, " instead of %s", *step->old ? step->old : "nothing");
	add_details(step, text, size);
	text_add(text, size, "%s%s", mode_words[step->mode], device_words[step->on]);
	if (step->nobody)
		text_add(text, size, " by nobody");
	add_flags(step, text, size);
	return text;
}

const char *answer_words(int err, const char *extack, char *text, size_t size)
{
	char word[32];

	text[0] = '\0';
	text_add(text, size, "%s", err ? errno_word(err, word, sizeof(word)) : "success");
	if (extack && *extack)
		text_add(text, size, " (%s)", extack);
	return text;
}

const char *step_promise(const struct step *step, char *text, size_t size)
{
	char other[32];

	answer_words(step->want, step->extack, text, size);
	if (step->or_want)
		text_add(text, size, " or %s",
			 answer_words(step->or_want == SUCCESS ? 0 : step->or_want, NULL, other,
				      sizeof(other)));
	return text;
}
