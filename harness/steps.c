/* SPDX-License-Identifier: GPL-2.0-only */
/* How a script is run: step by step, the kernel's answer held against the one
 * promised, and everything undone behind it.
 */
#include <grp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "script.h"
#include "words.h"

#define NOBODY 65534		/* uid and gid */

static int (*const ops[STEP_OPS])(struct script *s) = {
	[LOAD] = step_load,
	[ATTACH] = step_attach,
	[DETACH] = step_attach,
	[QUERY] = step_query,
	[LINK_CREATE] = step_link_create,
	[LINK_UPDATE] = step_link_update,
	[LINK_DETACH] = step_link_detach,
	[LINK_PIN] = step_link_pin,
	[LINK_CLOSE] = step_link_close,
	[LINK_OPEN] = step_link_open,
	[LINK_QUERY] = step_link_query,
	[DEVICE_ADD] = step_device_add,
	[DEVICE_DOWN] = step_device_down,
	[DEVICE_DELETE] = step_device_delete,
	[FEATURES] = step_features,
	[FORWARD] = step_forward,
	[XMIT_AGREES] = step_xmit_agrees,
	[MEMORY_FREED] = step_memory_freed,
	[FAR_END] = step_far_end,
	[MAP_CREATE] = step_map_create,
	[MAP_UPDATE] = step_map_update,
	[MAP_LOOKUP] = step_map_lookup,
	[MAP_DELETE] = step_map_delete,
	[RUN] = step_run,
	[SOCKET_OPEN] = step_socket_open,
	[SOCKET_PUT] = step_socket_put,
	[SOCKET_SEND] = step_socket_send,
	[SOCKET_COMPLETED] = step_socket_completed,
	[SOCKET_INVALID] = step_socket_invalid,
	[SOCKET_WAKEUP] = step_socket_wakeup,
};

/* Refused, they must leave the device as it was. */
static const bool attaches[STEP_OPS] = {
	[ATTACH] = true, [DETACH] = true, [LINK_CREATE] = true,
	[LINK_UPDATE] = true, [LINK_DETACH] = true,
};

void script_broken(struct script *s, const char *fmt, ...)
{
	char words[192], sentence[320];
	va_list args;

	va_start(args, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, args);
	va_end(args);
	broken(&s->in->result, "step %u, %s: %s", s->number,
	       step_words(s->step, words, sizeof(words)), sentence);
}

int script_ifindex(const struct script *s)
{
	return s->devices[s->step->on];
}

uint32_t script_mode_flags(const struct script *s)
{
	enum mode its = s->in->mode;

	switch (s->step->mode) {
	case ITS_MODE:
		return prog_mode_flags(its);
	case OTHER_MODE:
		return prog_mode_flags(its == MODE_GENERIC ? MODE_NATIVE : MODE_GENERIC);
	case TWO_MODES:
		return XDP_FLAGS_SKB_MODE | XDP_FLAGS_DRV_MODE;
	case NO_MODE:
	case STEP_MODES:
		break;
	}
	return 0;
}

struct heard {			/* what a child says of its step */
	int fault;
	int err;
	char extack[128];
};

static void speak(struct script *s, int fd)
{
	struct heard heard = {};

	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		heard.fault = -errno;
	if (!heard.fault)
		heard.fault = ops[s->step->op](s);
	heard.err = s->err;
	memcpy(heard.extack, s->extack, sizeof(heard.extack));
	if (write(fd, &heard, sizeof(heard)) != sizeof(heard))
		_exit(1);
	_exit(0);
}

static int hear(struct script *s, int fd)
{
	struct heard heard;

	if (read(fd, &heard, sizeof(heard)) != sizeof(heard))
		return fault(-EIO, "hear from the process of nobody");
	if (heard.fault)
		return fault(heard.fault, "do step %u as nobody", s->number);
	s->err = heard.err;
	memcpy(s->extack, heard.extack, sizeof(s->extack));
	return 0;
}

/* In a child, because nobody cannot become root again. */
static int as_nobody(struct script *s)
{
	int fds[2], err;
	pid_t pid;

	if (pipe(fds))
		return fault(-errno, "make a pipe");
	pid = fork();
	if (!pid)
		speak(s, fds[1]);
	close(fds[1]);
	err = pid < 0 ? fault(-errno, "fork") : hear(s, fds[0]);
	close(fds[0]);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return err;
}

/* A driver without native mode breaks no promise; the rows with traffic say so. It
 * says so to the first program already.
 */
static bool is_missing(const struct script *s)
{
	bool first = s->step->op == ATTACH || s->step->op == LINK_CREATE;

	return s->err == -EOPNOTSUPP && !s->step->want && first && s->number == 1 &&
	       script_mode_flags(s) & XDP_FLAGS_DRV_MODE;
}

static bool is_promised(const struct script *s)
{
	const struct step *step = s->step;
	int other = step->or_want == SUCCESS ? 0 : step->or_want;

	if (step->or_want && s->err == other)
		return true;
	if (s->err != step->want)
		return false;
	return !step->extack || s->deaf || strcasestr(s->extack, step->extack);
}

static void compare(struct script *s)
{
	struct result *res = &s->in->result;
	char got[192], want[192];

	if (s->err) {
		res->seen.err = s->err;
		snprintf(res->seen.extack, sizeof(res->seen.extack), "%s", s->extack);
	}
	if (is_missing(s))
		skipped(res, "the driver has no native mode (%s)", s->extack);
	else if (!is_promised(s))
		script_broken(s, "%s, not %s", answer_words(s->err, s->extack, got, sizeof(got)),
			      step_promise(s->step, want, sizeof(want)));
}

/* Programs that the step names are there before it; LOAD loads its own. */
static int prepare(struct script *s)
{
	const char *names[] = { s->step->prog, s->step->old };
	int err = 0;

	for (unsigned i = s->step->op == LOAD; i < ARRAY_SIZE(names) && !err; i++)
		if (names[i] && *names[i])
			script_prog(s, names[i], &err);
	if (!err && s->step->on != DUT && !script_ifindex(s) && s->step->op != DEVICE_ADD)
		err = fault(-ENODEV, "do step %u without a DEVICE_ADD before", s->number);
	return err;
}

static int ask(struct script *s)
{
	return s->step->nobody ? as_nobody(s) : ops[s->step->op](s);
}

static int ask_and_watch(struct script *s)
{
	struct xdp_state before, after;
	int err;

	err = xdp_get(script_ifindex(s), &before);
	if (!err)
		err = ask(s);
	if (err || !s->err)
		return err;
	err = xdp_get(script_ifindex(s), &after);
	if (!err && memcmp(&before, &after, sizeof(before)))
		script_broken(s, "refused, and yet what is attached has changed");
	return err;
}

static int do_step(struct script *s)
{
	struct result *res = &s->in->result;
	int err;

	s->err = 0;
	s->extack[0] = '\0';
	s->deaf = false;
	err = prepare(s);
	if (err || res->status != PASS)
		return err;
	/* a device that was deleted has no programs to look at */
	err = attaches[s->step->op] && script_ifindex(s) ? ask_and_watch(s) : ask(s);
	if (!err && res->status == PASS)
		compare(s);
	return err;
}

static int detach(struct script *s, uint32_t id, enum mode mode)
{
	struct xdp_request req = {
		.ifindex = s->lab->dut.ifindex, .prog_fd = -1, .flags = prog_mode_flags(mode),
	};
	char extack[128];
	int err;

	if (!id)
		return 0;
	err = xdp_set(&req, extack, sizeof(extack));
	return err ? fault(err, "detach the script's program (%s)", extack) : 0;
}

/* By what the kernel says is attached, and not by what the script did. */
static int detach_all(struct script *s)
{
	int ifindex = s->lab->dut.ifindex, err;
	struct xdp_state state;

	err = xdp_get(ifindex, &state);
	if (err || !state.attached)
		return err;
	err = detach(s, state.skb_id, MODE_GENERIC);
	if (!err)
		err = detach(s, state.drv_id, MODE_NATIVE);
	if (!err)
		err = detach(s, state.hw_id, MODE_OFFLOAD);
	if (!err)
		err = xdp_get(ifindex, &state);
	if (!err && state.attached)
		broken(&s->in->result, "the program with id %u is still attached when all is "
		       "detached", state.prog_id);
	return err;
}

/* Whatever fails, the rest is undone; the first fault is the one to tell. */
static int undo(struct script *s, int err)
{
	int (*const undoing[])(struct script *s) = {
		script_free_socket, script_free_links, detach_all, script_free_devices,
		script_free_progs,
	};
	char first[384];

	snprintf(first, sizeof(first), "%s", fault_text());
	for (unsigned i = 0; i < ARRAY_SIZE(undoing); i++) {
		int its = undoing[i](s);

		if (its && !err) {
			err = its;
			snprintf(first, sizeof(first), "%s", fault_text());
		}
	}
	if (err)
		fault(0, "%s", first);
	return err;
}

/* What came of it beside the answers: the kernel log and the tracepoints. */
static int note(struct script *s)
{
	struct events *events = &s->lab->events;
	struct result *res = &s->in->result;
	struct kmsg_window log;
	int err;

	err = kmsg_read(&s->lab->kmsg, 0, &log);
	if (!err)
		err = events_read(events);
	if (err)
		return err;
	if (*log.trouble)
		broken(res, "the kernel log says: %s", log.trouble);
	snprintf(res->seen.log, sizeof(res->seen.log), "%s", log.trouble);
	memcpy(res->seen.events, events->fired, sizeof(res->seen.events));
	return 0;
}

int steps_run(struct instance *in, struct lab *lab)
{
	struct script s = {
		.in = in, .lab = lab, .link_fd = -1, .pins_fd = -1, .map_fd = -1,
		.devices = { [DUT] = lab->dut.ifindex },
	};
	int err = 0;

	kmsg_start(&lab->kmsg);
	events_start(&lab->events, 0);
	for (s.step = in->row->steps; s.step->op && !err && in->result.status == PASS; s.step++) {
		s.number++;
		err = do_step(&s);
	}
	err = undo(&s, err);
	return err ? err : note(&s);
}
