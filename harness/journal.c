/* SPDX-License-Identifier: GPL-2.0-only */
/* What makes a line leave the machine at once: one write for each, to a file
 * that is written through; a terminal's buffer is waited for.
 */
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "journal.h"

int journal_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_SYNC | O_NOCTTY | O_CLOEXEC, 0644);

	return fd < 0 ? fault(-errno, "cannot write the journal %s", path) : fd;
}

void journal_close(int journal)
{
	if (journal >= 0)
		close(journal);
}

static int write_line(int journal, const char *line, int len)
{
	ssize_t done;

	if (journal < 0)
		return 0;
	do
		done = write(journal, line, len);
	while (done < 0 && errno == EINTR);
	if (done == len && isatty(journal))
		tcdrain(journal);
	if (done == len)
		return 0;
	return fault(done < 0 ? -errno : -ENOSPC, "cannot write the journal");
}

int journal_begin(int journal, const struct device *device, const char *name)
{
	char line[256];

	return write_line(journal, line, snprintf(line, sizeof(line), "begin %s %s\n",
						  device->label, name));
}

int journal_end(int journal, const struct device *device, const char *name, enum status status)
{
	char line[256];

	return write_line(journal, line, snprintf(line, sizeof(line), "end %s %s %s\n",
						  device->label, name, status_names[status]));
}
