/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the facts about the machine are found, and the names of the features
 * that a driver advertises.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "environment.h"
#include "text.h"

/* The bits of NETDEV_XDP_ACT_*, in their order. */
static const char *const feature_names[] = {
	"basic", "redirect", "ndo-xmit", "xsk-zerocopy", "hw-offload", "rx-sg", "ndo-xmit-sg",
};

/* The first line of a file of the kernel, or "". */
static const char *first_line(const char *path, char *line, size_t size)
{
	FILE *in = fopen(path, "re");

	if (!in || !fgets(line, size, in))
		line[0] = '\0';
	if (in)
		fclose(in);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static json_t *features_json(const struct lab_facts *facts)
{
	json_t *names = json_array();

	if (!facts->has_features) {
		json_decref(names);
		return json_null();
	}
	for (unsigned i = 0; i < ARRAY_SIZE(feature_names); i++)
		if (facts->features & 1ull << i)
			json_array_append_new(names, json_string(feature_names[i]));
	return names;
}

static void add_capabilities(json_t *env, const struct lab_facts *facts)
{
	json_t *there = json_array();
	json_t *missing = json_object();

	for (enum cap cap = 0; cap < CAPS; cap++) {
		if (facts->caps & SET(cap))
			json_array_append_new(there, json_string(cap_names[cap]));
		else
			json_object_set_new(missing, cap_names[cap],
					    text_json(facts->missing[cap]));
	}
	json_object_set_new(env, "capabilities", there);
	json_object_set_new(env, "missing", missing);
}

static void add_machine(json_t *env)
{
	struct utsname kernel;
	char line[4096];

	if (!uname(&kernel)) {
		json_object_set_new(env, "kernel", text_json(kernel.release));
		json_object_set_new(env, "kernel_version", text_json(kernel.version));
		json_object_set_new(env, "machine", text_json(kernel.machine));
	}
	json_object_set_new(env, "cmdline",
			    text_json(first_line("/proc/cmdline", line, sizeof(line))));
	first_line("/proc/sys/kernel/tainted", line, sizeof(line));
	json_object_set_new(env, "taint", json_integer(strtoll(line, NULL, 10)));
	json_object_set_new(env, "page_size", json_integer(sysconf(_SC_PAGESIZE)));
	json_object_set_new(env, "cpus", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
}

static void add_device(json_t *object, const struct lab_facts *facts)
{
	json_object_set_new(object, "dev", text_json(facts->dev));
	json_object_set_new(object, "driver", text_json(facts->driver));
	json_object_set_new(object, "driver_version", text_json(facts->version));
	json_object_set_new(object, "firmware", text_json(facts->firmware));
	add_capabilities(object, facts);
	json_object_set_new(object, "largest_frame", json_integer(facts->largest));
	json_object_set_new(object, "largest_live_frame", json_integer(facts->live_largest));
	json_object_set_new(object, "features", features_json(facts));
}

json_t *environment_json(const struct suite *suite)
{
	json_t *env = json_object();

	json_object_set_new(env, "xdpcheck", json_string(XDPCHECK_VERSION));
	add_machine(env);
	add_device(env, &suite->devices[0].facts);
	return env;
}

json_t *devices_json(const struct suite *suite)
{
	json_t *devices = json_array();

	for (unsigned i = 0; i < suite->devices_count; i++) {
		json_t *object = json_object();

		json_object_set_new(object, "label", json_string(suite->devices[i].label));
		add_device(object, &suite->devices[i].facts);
		json_array_append_new(devices, object);
	}
	return devices;
}

void environment_describe(const struct lab_facts *facts, char *buf, size_t size)
{
	struct utsname kernel;

	buf[0] = '\0';
	text_add(buf, size, "%s", facts->dev[0] ? facts->dev : "no device");
	if (facts->driver[0])
		text_add(buf, size, " (%s)", facts->driver);
	if (!uname(&kernel))
		text_add(buf, size, ", Linux %s %s", kernel.release, kernel.machine);
	if (facts->largest)
		text_add(buf, size, ", largest frame %u", facts->largest);
	if (!facts->has_features)
		return;
	text_add(buf, size, ", features");
	for (unsigned i = 0; i < ARRAY_SIZE(feature_names); i++)
		if (facts->features & 1ull << i)
			text_add(buf, size, " %s", feature_names[i]);
	if (!facts->features)
		text_add(buf, size, " none");
}
