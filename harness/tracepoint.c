/* SPDX-License-Identifier: GPL-2.0-only */
/* What tracefs says of a tracepoint, and how its records are read by that. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "fs.h"
#include "tracepoint.h"
#include "xdpcheck.h"

#define FORMAT_BYTES 8192	/* the longest of those of xdp is 1.4 kB */

/* "	field:__data_loc char[] msg;	offset:8;	size:4;	signed:1;": is it the
 * one of that name?
 */
static bool parse_field(const char *line, const char *name, unsigned *offset, unsigned *size)
{
	size_t len = strlen(name);
	const char *end;

	if (strncmp(line, "\tfield:", 7))
		return false;
	end = strchr(line, ';');
	if (!end || end - line < (long)len || strncmp(end - len, name, len) || end[-len - 1] != ' ')
		return false;
	return sscanf(end, "; offset:%u; size:%u;", offset, size) == 2;
}

static void parse_line(struct tracepoint *tp, const char *line)
{
	unsigned offset, size;

	sscanf(line, "ID: %u", &tp->id);
	for (unsigned i = 0; i < TRACEPOINT_FIELDS && tp->fields[i]; i++) {
		if (!parse_field(line, tp->fields[i], &offset, &size))
			continue;
		tp->at[i].offset = offset;
		tp->at[i].size = size;
	}
}

int tracepoint_parse(struct tracepoint *tp, const char *format)
{
	tp->id = 0;
	memset(tp->at, 0, sizeof(tp->at));
	for (const char *line = format; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		parse_line(tp, line);
	}
	if (!tp->id)
		return fault(-EPROTO, "find the id of the tracepoint %s", tp->name);
	for (unsigned i = 0; i < TRACEPOINT_FIELDS && tp->fields[i]; i++)
		if (tp->at[i].size != sizeof(uint32_t))
			return fault(-EPROTO, "find the field %s of the tracepoint %s",
				     tp->fields[i], tp->name);
	return 0;
}

/* Reads all of a file below tracefs. */
static int read_format(int tracefs, const char *name, char *text, size_t size)
{
	char path[96];
	ssize_t len, sum = 0;
	int fd, err;

	snprintf(path, sizeof(path), "events/%s/format", name);
	fd = openat(tracefs, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((len = read(fd, text + sum, size - 1 - sum)) > 0)
		sum += len;
	err = len < 0 ? -errno : 0;
	text[sum] = '\0';
	close(fd);
	return err;
}

int tracepoint_find(struct tracepoint *tp)
{
	char format[FORMAT_BYTES];
	int tracefs, err;

	tracefs = fs_open("tracefs");
	if (tracefs < 0)
		return fault(tracefs, "open tracefs");
	err = read_format(tracefs, tp->name, format, sizeof(format));
	close(tracefs);
	if (err)
		return fault(err, "read what tracefs says of %s", tp->name);
	return tracepoint_parse(tp, format);
}

/* Every record begins with it (struct trace_entry of the kernel). */
unsigned record_id(const void *record, size_t len)
{
	uint16_t id = 0;

	if (len >= sizeof(id))
		memcpy(&id, record, sizeof(id));
	return id;
}

uint32_t record_number(const struct tracepoint *tp, unsigned field, const void *record, size_t len)
{
	uint32_t number = 0;

	if (tp->at[field].offset + sizeof(number) <= len)
		memcpy(&number, (const char *)record + tp->at[field].offset, sizeof(number));
	return number;
}

/* The field itself says where the text is: its offset below, its length above. */
void record_text(const struct tracepoint *tp, unsigned field, const void *record, size_t len,
		 char *text, size_t size)
{
	uint32_t where = record_number(tp, field, record, len);
	size_t offset = where & 0xffff, room = where >> 16;

	text[0] = '\0';
	if (offset + room <= len)
		snprintf(text, size, "%.*s", (int)room, (const char *)record + offset);
}
