/* SPDX-License-Identifier: GPL-2.0-only */
/* From the words behind --dev to devices with labels of their own. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "device.h"
#include "kinds.h"

/* A label is part of names that are matched by globs and written into files. */
static bool is_label(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum(text[i]) && !strchr("_-.:", text[i]))
			return false;
	return len && len < sizeof(((struct device *)NULL)->label);
}

static int devices_add(struct suite *suite, const char *arg)
{
	struct device *device = &suite->devices[suite->devices_count];
	const char *end = strchr(arg, '='), *spec = end ? end + 1 : arg;
	size_t len = end ? (size_t)(end - arg) : strcspn(arg, ",");

	if (!kind_of(spec, &end))
		return -EINVAL;
	if (!is_label(arg, len) || strlen(spec) >= sizeof(device->spec))
		return fault(0, "'%.*s' cannot be the name of a device: up to %zu letters, digits "
				"and _-.:", (int)len, arg, sizeof(device->label) - 1) ?: -EINVAL;
	snprintf(device->label, sizeof(device->label), "%.*s", (int)len, arg);
	snprintf(device->spec, sizeof(device->spec), "%s", spec);
	for (unsigned i = 0; i < suite->devices_count; i++)
		if (!strcmp(suite->devices[i].label, device->label))
			return fault(0, "two devices are called '%s'; one can be given another "
					"name: --dev NAME=%s", device->label, spec) ?: -EINVAL;
	suite->devices_count++;
	return 0;
}

int devices_open(struct suite *suite, const char *const *args, unsigned count)
{
	int err = 0;

	suite->devices_count = 0;
	if (count > DEVICES_MAX)
		return fault(0, "more than %u devices", DEVICES_MAX) ?: -EINVAL;
	suite->devices = mmap(NULL, DEVICES_MAX * sizeof(*suite->devices), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (suite->devices == MAP_FAILED)
		return fault(-errno, "share memory for the devices");
	for (unsigned i = 0; i < count && !err; i++)
		err = devices_add(suite, args[i]);
	return count || err ? err : devices_add(suite, "veth");
}

void devices_close(struct suite *suite)
{
	munmap(suite->devices, DEVICES_MAX * sizeof(*suite->devices));
	suite->devices = NULL;
}
