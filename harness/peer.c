/* SPDX-License-Identifier: GPL-2.0-only */
/* Our end of the pipe to an agent: every wait has a deadline, and every answer
 * is checked, since what is behind the pipe may be another version, or dying.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock.h"
#include "peer.h"

#define WORDS_MAX 32
#define GREETING_MS 10000	/* how long it may take to start an agent */

unsigned peer_hurry = 1;

static void run_agent(char *const *words, const char *exe, char *const *ports, int in, int out)
{
	char *argv[WORDS_MAX];
	unsigned n = 0;

	while (*words && n < WORDS_MAX - 4)
		argv[n++] = *words++;
	argv[n++] = (char *)exe;
	argv[n++] = "agent";
	while (*ports && n < WORDS_MAX - 1)
		argv[n++] = *ports++;
	argv[n] = NULL;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(126);
	execvp(argv[0], argv);
	_exit(127);
}

static uint64_t deadline_in(unsigned ms)
{
	return clock_deadline(ms / peer_hurry);
}

/* One line off the buffer. 0; -EAGAIN: it holds none yet; -EPROTO: no line is so
 * long, its beginning is in line.
 */
static int take_line(struct peer *peer, char *line, size_t size)
{
	char *end = memchr(peer->buffer, '\n', peer->buffered);
	size_t len = end ? (size_t)(end - peer->buffer) : peer->buffered;

	if (!end && len < size)
		return -EAGAIN;
	snprintf(line, size, "%.*s", (int)len, peer->buffer);
	if (len >= size)
		return -EPROTO;
	peer->buffered -= len + 1;
	memmove(peer->buffer, end + 1, peer->buffered);
	return 0;
}

static int read_line(struct peer *peer, char *line, size_t size, uint64_t deadline)
{
	struct pollfd fd = { .fd = peer->from, .events = POLLIN };

	for (;;) {
		int err = take_line(peer, line, size), ready;
		uint64_t now = clock_ms();
		ssize_t got;

		if (err != -EAGAIN)
			return err;
		if (now >= deadline)
			return -ETIMEDOUT;
		ready = poll(&fd, 1, deadline - now);
		if (ready < 0 && errno != EINTR)
			return -errno;
		if (ready <= 0)
			continue;
		got = read(peer->from, peer->buffer + peer->buffered,
			   sizeof(peer->buffer) - peer->buffered);
		if (got <= 0)
			return -EPIPE;
		peer->buffered += got;
	}
}

/* The agent has failed, not what it was asked for. */
static int lost(struct peer *peer, int err, const char *asked, const char *line)
{
	peer->lost = err;
	if (err == -ETIMEDOUT)
		return fault(err, "the agent at %s does not answer '%.40s'", peer->name, asked);
	if (err == -EPIPE)
		return fault(err, "the agent at %s is gone, asked '%.40s'", peer->name, asked);
	return fault(err, "the agent at %s answers '%.60s' to '%.40s'", peer->name, line, asked);
}

/* The last line of an answer: what stands behind "ok", or a fault. */
static int conclude(struct peer *peer, const char *asked, const char *line, char *answer,
		    size_t size)
{
	if (!strncmp(line, "error ", 6))
		return fault(0, "the agent at %s could not: %s", peer->name, line + 6) ?: -EIO;
	if (strncmp(line, "ok", 2) || (line[2] && line[2] != ' '))
		return lost(peer, -EPROTO, asked, line);
	if (answer)
		snprintf(answer, size, "%s", line[2] ? line + 3 : "");
	return 0;
}

/* "xdpcheck agent VERSION", or what keeps it from starting. */
static int greeted(struct peer *peer)
{
	char line[LINE_MAX_LEN] = "", rest;
	int err, version;

	err = read_line(peer, line, sizeof(line), deadline_in(GREETING_MS));
	if (err)
		return lost(peer, err, "hello", line);
	if (!strncmp(line, "error ", 6))
		return conclude(peer, "hello", line, NULL, 0);
	if (sscanf(line, "xdpcheck agent %d%c", &version, &rest) != 1)
		return lost(peer, -EPROTO, "hello", line);
	if (version != AGENT_VERSION)
		return fault(0, "the agent at %s speaks version %d, not %d: copy this binary there",
			     peer->name, version, AGENT_VERSION) ?: -EPROTO;
	return 0;
}

int peer_start(struct peer *peer, char *const *words, const char *exe, char *const *ports)
{
	int to[2], from[2];

	memset(peer, 0, sizeof(*peer));
	snprintf(peer->name, sizeof(peer->name), "%.*s", (int)strcspn(ports[0], "="), ports[0]);
	if (pipe2(to, O_CLOEXEC))
		return fault(-errno, "make a pipe");
	if (pipe2(from, O_CLOEXEC)) {
		close(to[0]);
		close(to[1]);
		return fault(-errno, "make a pipe");
	}
	peer->pid = fork();
	if (!peer->pid)
		run_agent(words, exe, ports, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	peer->to = to[1];
	peer->from = from[0];
	if (peer->pid < 0)
		return fault(-errno, "start the agent at %s", peer->name);
	return greeted(peer);
}

/* It has nothing to undo: what it made ends with it. */
void peer_stop(struct peer *peer)
{
	if (!peer->pid)
		return;
	close(peer->to);
	close(peer->from);
	if (peer->pid > 0) {
		kill(peer->pid, SIGKILL);
		waitpid(peer->pid, NULL, 0);
	}
	peer->pid = 0;
}

static int ask(struct peer *peer, const char *fmt, va_list args, char *line, size_t size)
{
	int len = vsnprintf(line, size - 1, fmt, args);

	if (peer->lost)		/* the sentence is noted */
		return peer->lost;
	if (len < 0 || (size_t)len >= size - 1)
		return fault(-EMSGSIZE, "ask the agent at %s", peer->name);
	strcpy(line + len, "\n");
	if (write(peer->to, line, len + 1) != len + 1) {
		line[len] = '\0';
		return lost(peer, -EPIPE, line, "");
	}
	line[len] = '\0';
	return 0;
}

int peer_ask(struct peer *peer, char *answer, size_t size, unsigned timeout_ms, const char *fmt,
	     ...)
{
	char asked[LINE_MAX_LEN], line[LINE_MAX_LEN] = "";
	va_list args;
	int err;

	va_start(args, fmt);
	err = ask(peer, fmt, args, asked, sizeof(asked));
	va_end(args);
	if (err)
		return err;
	err = read_line(peer, line, sizeof(line), deadline_in(timeout_ms));
	if (err)
		return lost(peer, err, asked, line);
	return conclude(peer, asked, line, answer, size);
}

int peer_brief(struct peer *peer, const struct brief *brief)
{
	char line[LINE_MAX_LEN - 8];

	brief_print(brief, line, sizeof(line));
	return peer_ask(peer, NULL, 0, ASK_MS, "brief %s", line);
}

int peer_send(struct peer *peer, unsigned *sent, const enum steer *fences, unsigned count)
{
	char list[64] = "", answer[LINE_MAX_LEN], rest;
	size_t len = 0;
	int err;

	for (unsigned i = 0; i < count && len < sizeof(list) - 8; i++)
		len += snprintf(list + len, sizeof(list) - len, " %u", fences[i]);
	err = peer_ask(peer, answer, sizeof(answer), ASK_MS, "send%s", list);
	if (err)
		return err;
	if (sscanf(answer, "%u%c", sent, &rest) != 1 || *sent > MAX_FRAMES)
		return lost(peer, -EPROTO, "send", answer);
	return 0;
}

int peer_fence(struct peer *peer, enum steer fence)
{
	return peer_ask(peer, NULL, 0, ASK_MS, "fence %u", fence);
}

/* 0; 1: late; or a fault. */
/* Each place has one watcher, but elsewhere is everywhere. */
static int take_tally(struct tally *tally, enum place place, const char *line)
{
	struct tally its;
	int err = tally_parse(&its, line);

	if (err)
		return err;
	if (place == AT_ELSEWHERE)
		tally_merge(tally, &its);
	else
		*tally = its;
	return 0;
}

static int settle(struct peer *peer, uint64_t fences, unsigned timeout_ms, struct tally *tallies)
{
	uint64_t deadline = deadline_in(timeout_ms + ASK_MS);
	char line[LINE_MAX_LEN] = "";
	unsigned place;
	int err, at;

	err = peer_ask(peer, NULL, 0, timeout_ms + ASK_MS, "settle %llx %u",
		       (unsigned long long)fences, timeout_ms);
	if (err)
		return err;
	for (;;) {
		err = read_line(peer, line, sizeof(line), deadline);
		if (err)
			return lost(peer, err, "settle", line);
		at = 0;
		if (sscanf(line, "tally %u %n", &place, &at) != 1)
			break;
		if (place >= PLACES || take_tally(&tallies[place], place, line + at))
			return lost(peer, -EPROTO, "settle", line);
	}
	if (!strcmp(line, "late"))
		return 1;
	return strcmp(line, "done") ? lost(peer, -EPROTO, "settle", line) : 0;
}

int peer_settle(struct peer *peer, uint64_t fences, unsigned timeout_ms, struct tally *tallies)
{
	int err = settle(peer, fences, timeout_ms, tallies);

	if (err == -ETIMEDOUT)	/* the agent is late, not the fences */
		return -EPIPE;
	return err == 1 ? -ETIMEDOUT : err;
}
