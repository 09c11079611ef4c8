/* SPDX-License-Identifier: GPL-2.0-only */
/* The names in saved reports: how they are looked up, folded and compared, and
 * what of a kernel's name tells it from the others.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "saved.h"

int saved_order(const void *a, const void *b)
{
	const struct saved_instance *one = *(const struct saved_instance *const *)a;
	const struct saved_instance *other = *(const struct saved_instance *const *)b;

	return strcmp(one->dev, other->dev) ?: strcmp(one->name, other->name);
}

/* The first in order that is not below this device and name. */
static unsigned lower_bound(const struct saved *saved, const char *dev, const char *name,
			    size_t len)
{
	unsigned low = 0, high = saved->count;

	while (low < high) {
		unsigned mid = low + (high - low) / 2;
		const struct saved_instance *in = saved->sorted[mid];

		if ((strcmp(in->dev, dev) ?: strncmp(in->name, name, len)) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct saved_instance *saved_find(const struct saved *saved, const char *dev,
					const char *name)
{
	unsigned at = lower_bound(saved, dev, name, strlen(name) + 1);
	const struct saved_instance *in = at < saved->count ? saved->sorted[at] : NULL;

	return in && !strcmp(in->dev, dev) && !strcmp(in->name, name) ? in : NULL;
}

static bool begins(const struct saved_instance *in, const char *dev, const char *prefix, size_t len)
{
	return !strcmp(in->dev, dev) && !strncmp(in->name, prefix, len);
}

unsigned saved_count(const struct saved *saved, const char *dev, const char *prefix, size_t len)
{
	unsigned first = lower_bound(saved, dev, prefix, len), end = first;

	while (end < saved->count && begins(saved->sorted[end], dev, prefix, len))
		end++;
	return end - first;
}

static unsigned digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* The version in front of a build's suffix: digits and dots, and "-rc3". The
 * number behind X.Y.0 counts the builds where the point release is not told.
 */
static unsigned version_len(const char *release)
{
	unsigned len = strspn(release, "0123456789."), more = 0;

	if (!strncmp(release + len, "-rc", 3) && digits(release + len + 3))
		more = 3 + digits(release + len + 3);
	else if (len > 2 && !strncmp(release + len - 2, ".0-", 3))
		more = digits(release + len + 1) ? 1 + digits(release + len + 1) : 0;
	return len + more;
}

/* Debian names a release by its ABI, "6.1.0-45", and the version in the build. */
static const char *debian_version(const char *release, const char *build)
{
	const char *version = strstr(build, "Debian ");
	unsigned major = digits(release), series;

	if (!version || !major || release[major] != '.')
		return NULL;
	version += strlen("Debian ");
	series = major + 1 + digits(release + major + 1);
	if (strncmp(version, release, series) || isdigit((unsigned char)version[series]))
		return NULL;
	return version;
}

void saved_shorten(const char *release, const char *build, char *buf, size_t size)
{
	const char *debian = debian_version(release, build);
	unsigned len = debian ? strcspn(debian, "- )") : version_len(release);

	snprintf(buf, size, "%.*s", len ? (int)len : (int)strlen(release), debian ?: release);
}

bool saved_alike(const char *a, const char *b)
{
	while (*a && *b) {
		unsigned in_a = digits(a), in_b = digits(b);

		if (!in_a != !in_b || (!in_a && *a != *b))
			return false;
		a += in_a ?: 1;
		b += in_b ?: 1;
	}
	return *a == *b;
}

/* How many of some, from the first on, begin so: they are in order. */
static unsigned run_of(const struct saved_instance **some, unsigned count, size_t len)
{
	unsigned run = 1;

	while (run < count && !strncmp(some[run]->name, some[0]->name, len))
		run++;
	return run;
}

/* How many of some, from the first on, one word says: its own name, or what all
 * of them, and nobody else, begin with.
 */
static unsigned fold_one(const struct saved *saved, const struct saved_instance **some,
			 unsigned count, char **word)
{
	const char *name = some[0]->name;
	size_t len = 0;

	for (;;) {
		const char *slash = strchr(name + len, '/');
		unsigned run;

		if (!slash)
			break;
		len = slash + 1 - name;
		run = run_of(some, count, len);
		if (run > 1 && run == saved_count(saved, some[0]->dev, name, len)) {
			if (asprintf(word, "%.*s*", (int)len, name) < 0)
				*word = NULL;
			return run;
		}
	}
	*word = strdup(name);
	return 1;
}

int names_fold(struct names *names, const struct saved *saved, const struct saved_instance **some,
	       unsigned count)
{
	*names = (struct names){ .list = calloc(count + 1, sizeof(*names->list)) };
	if (!names->list)
		return fault(-ENOMEM, "fold %u names", count);
	qsort(some, count, sizeof(*some), saved_order);
	for (unsigned i = 0; i < count;) {
		i += fold_one(saved, some + i, count - i, &names->list[names->count]);
		if (!names->list[names->count++]) {
			names_free(names);
			return fault(-ENOMEM, "fold %u names", count);
		}
	}
	return 0;
}

void names_free(struct names *names)
{
	for (unsigned i = 0; i < names->count; i++)
		free(names->list[i]);
	free(names->list);
	*names = (struct names){};
}

bool names_equal(const struct names *a, const struct names *b)
{
	if (a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (strcmp(a->list[i], b->list[i]))
			return false;
	return true;
}
