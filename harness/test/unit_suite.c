/* SPDX-License-Identifier: GPL-2.0-only */
/* From rows to instances: which there are, what they are called, and which of
 * them a selection takes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../device.h"
#include "../steps.h"
#include "../suite.h"

static const struct step steps[2];

static const struct xcase first[] = {
	{ .name = "a.both", .modes = BOTH, .ways = PACKET, .shapes = TINY },
	{ .name = "a.ways", .modes = NATIVE | OFFLOAD, .ways = XMIT | XSK, .shapes = TINY },
	{ .name = "a.core", .modes = GENERIC, .ways = PACKET | LIVE | TEST_RUN, .shapes = TINY,
	  .bursts = ANY_BURST },
	/* live frames in none but large bursts, a test run in one of 1 */
	{ .name = "a.large", .ways = LIVE | TEST_RUN, .shapes = TINY,
	  .bursts = SET(BURST_64) | SET(BURST_300) },
	{ .name = "a.single", .ways = LIVE | TEST_RUN, .shapes = TINY, .bursts = SET(BURST_1) },
};

static const struct xcase second[] = {
	/* shapes in one burst size, bursts in one shape */
	{ .name = "b.sweep", .modes = NATIVE, .ways = PACKET, .shapes = TINY | UDP | SET(SHAPE_MTU),
	  .bursts = SET(BURST_1) | SET(BURST_16) | SET(BURST_300) },
	{ .name = "b.no-16", .modes = NATIVE, .ways = PACKET, .shapes = TINY | SET(SHAPE_RUNT),
	  .bursts = SET(BURST_17) | SET(BURST_64) },
	{ .name = "b.no-tiny", .modes = NATIVE, .ways = PACKET,
	  .shapes = SET(SHAPE_LARGEST) | SET(SHAPE_VLAN), .bursts = SET(BURST_1) | SET(BURST_16) },
	{ .name = "b.steps", .steps = steps },
	{ .name = "b.steps-both", .modes = BOTH, .steps = steps, .shapes = TINY, .ways = PACKET },
};

static const struct suite_table table_a = { "a", first, ARRAY_SIZE(first) };
static const struct suite_table table_b = { "b", second, ARRAY_SIZE(second) };
static const struct suite_table *const tables[] = { &table_a, &table_b };

#define BOTH_TINY "a.both/generic/packet/tiny/16", "a.both/native/packet/tiny/16"
#define TEST_RUNS "a.core/core/test_run/tiny/16"
#define LIVES "a.core/core/live/tiny/1", "a.core/core/live/tiny/16", "a.core/core/live/tiny/17"

static const struct {
	struct selection selection;
	const char *names[28];
} selections[] = {
	{ {}, {
		BOTH_TINY,
		"a.ways/native/xsk/tiny/16", "a.ways/native/xmit/tiny/16",
		"a.ways/offload/xsk/tiny/16", "a.ways/offload/xmit/tiny/16",
		"a.core/generic/packet/tiny/1", "a.core/generic/packet/tiny/16",
		"a.core/generic/packet/tiny/17", "a.core/generic/packet/tiny/64",
		"a.core/generic/packet/tiny/300",
		TEST_RUNS, LIVES,
		"a.large/core/test_run/tiny/16", "a.large/core/live/tiny/16",
		"a.single/core/test_run/tiny/16", "a.single/core/live/tiny/1",
		"b.sweep/native/packet/udp/16", "b.sweep/native/packet/mtu/16",
		"b.sweep/native/packet/tiny/1", "b.sweep/native/packet/tiny/16",
		"b.sweep/native/packet/tiny/300",
	} },
	{ { .only = { "b.[ns]o*" } }, {
		"b.no-16/native/packet/runt/17", "b.no-16/native/packet/tiny/17",
		"b.no-16/native/packet/tiny/64",
		"b.no-tiny/native/packet/largest/16", "b.no-tiny/native/packet/vlan/1",
		"b.no-tiny/native/packet/vlan/16",
	} },
	{ { .only = { "b.steps*" } },
	  { "b.steps/core", "b.steps-both/generic", "b.steps-both/native" } },
	/* a row's name is taken whole, an instance's too */
	{ { .only = { "a.both" } }, { BOTH_TINY } },
	{ { .only = { "a.both/*" } }, { BOTH_TINY } },
	{ { .only = { "*/native/packet/tiny/16" } },
	  { "a.both/native/packet/tiny/16", "b.sweep/native/packet/tiny/16" } },
	{ { .only = { "b.steps/core" } }, { "b.steps/core" } },
	{ { .only = { "a.bot" } }, {} },
	{ { .only = { "both" } }, {} },
	{ { .only = { "" } }, {} },
	{ { .only = { "a.core*" }, .modes = SET(MODE_CORE) }, { TEST_RUNS, LIVES } },
	{ { .modes = OFFLOAD }, { "a.ways/offload/xsk/tiny/16", "a.ways/offload/xmit/tiny/16" } },
	{ { .only = { "*both*" }, .modes = GENERIC | OFFLOAD },
	  { "a.both/generic/packet/tiny/16", "b.steps-both/generic" } },
	{ { .only = { "*/generic*" }, .modes = NATIVE }, {} },
	{ { .only = { "a.core", "a.ways", "b.sweep" }, .quick = true }, {
		"a.ways/native/xsk/tiny/16", "a.ways/native/xmit/tiny/16",
		"a.ways/offload/xsk/tiny/16", "a.ways/offload/xmit/tiny/16",
		"a.core/generic/packet/tiny/1", "a.core/generic/packet/tiny/16",
		"a.core/generic/packet/tiny/17", "a.core/generic/packet/tiny/64",
		"a.core/generic/packet/tiny/300",
		TEST_RUNS, "a.core/core/live/tiny/16",
		"b.sweep/native/packet/udp/16", "b.sweep/native/packet/mtu/16",
		"b.sweep/native/packet/tiny/1", "b.sweep/native/packet/tiny/16",
		"b.sweep/native/packet/tiny/300" } },
};

static void test_expand(void **state)
{
	(void)state;
	suite_use(tables, ARRAY_SIZE(tables));
	for (unsigned i = 0; i < ARRAY_SIZE(selections); i++) {
		const char *const *names = selections[i].names;
		struct suite suite = {};
		unsigned n = 0;

		assert_int_equal(suite_expand(&suite, &selections[i].selection), 0);
		for (; n < ARRAY_SIZE(selections[i].names) && names[n]; n++) {
			assert_true(n < suite.count);
			assert_string_equal(suite.instances[n].name, names[n]);
		}
		if (i)
			assert_int_equal(suite.count, n);
		else			/* and those of the next two selections */
			assert_int_equal(suite.count, n + 6 + 3);
		suite_free(&suite);
		assert_null(suite.instances);
	}
}

static void test_members(void **state)
{
	const struct selection selection = { .only = { "b.no-tiny/*/largest/*" } };
	struct suite suite = {};
	struct instance *in;

	(void)state;
	suite_use(tables, ARRAY_SIZE(tables));
	assert_int_equal(suite_expand(&suite, &selection), 0);
	assert_int_equal(suite.count, 1);
	in = suite.instances;
	assert_ptr_equal(in->row, &second[2]);
	assert_int_equal(in->mode, MODE_NATIVE);
	assert_int_equal(in->way, WAY_PACKET);
	assert_int_equal(in->shape, SHAPE_LARGEST);
	assert_int_equal(in->burst, BURST_16);
	assert_int_equal(in->row_number, ARRAY_SIZE(first) + 2);
	assert_false(in->done);
	suite_free(&suite);
}

static void test_frames(void **state)
{
	static const unsigned frames[BURSTS] = { 1, 16, 17, 64, 300 };
	struct instance in = { .row = &first[0] };

	(void)state;
	for (in.burst = 0; in.burst < BURSTS; in.burst++) {
		assert_int_equal(instance_frames(&in), frames[in.burst]);
		assert_true(frames[in.burst] <= MAX_FRAMES);
	}
	in = (struct instance){ .row = &second[3], .burst = BURST_16 };
	assert_int_equal(instance_frames(&in), 0);
}

static void test_find(void **state)
{
	(void)state;
	suite_use(tables, ARRAY_SIZE(tables));
	for (unsigned i = 0; i < ARRAY_SIZE(first); i++)
		assert_ptr_equal(suite_find(first[i].name), &first[i]);
	assert_ptr_equal(suite_find("b.steps"), &second[3]);
	assert_null(suite_find("b.step"));
	assert_null(suite_find("b.steps/core"));
	assert_null(suite_find(""));
	assert_null(suite_find("tx.bounce"));
	suite_use(suites, suites_count);
	assert_non_null(suite_find("tx.bounce"));
	suite_use(NULL, 0);
	assert_null(suite_find("tx.bounce"));
}

/* Each device has the rows, but what is no device's business is run once. */
static void test_devices(void **state)
{
	static const char *const args[] = { "veth", "other=veth" };
	const struct selection selection = { .only = { "a.core", "b.steps" } };
	struct suite suite = {}, part;

	(void)state;
	suite_use(tables, ARRAY_SIZE(tables));
	assert_int_equal(devices_open(&suite, args, ARRAY_SIZE(args)), 0);
	assert_int_equal(suite_expand(&suite, &selection), 0);
	part = suite_of_device(&suite, &suite.devices[0]);
	assert_ptr_equal(part.instances, suite.instances);
	assert_int_equal(part.count, 10);
	part = suite_of_device(&suite, &suite.devices[1]);
	assert_ptr_equal(part.instances, suite.instances + 10);
	assert_int_equal(part.count, 6);
	assert_string_equal(part.instances[0].name, "a.core/generic/packet/tiny/1");
	assert_string_equal(part.instances[0].device->label, "other");
	assert_string_equal(part.instances[5].name, "b.steps/core");
	assert_int_equal(suite.count, 16);
	suite_free(&suite);
	devices_close(&suite);
}

/* What cannot be the name of a device, or is the name of two. */
static void test_device_names(void **state)
{
	static const struct { const char *args[2], *says; } bad[] = {
		{ { "vath" }, "there is no device kind 'vath'; there are: veth" },
		{ { "" }, "there is no device kind ''" },
		{ { "a/b=veth" }, "'a/b' cannot be the name of a device" },
		{ { "=veth" }, "'' cannot be the name of a device" },
		{ { "veth", "veth" }, "two devices are called 'veth'" },
		{ { "a=veth", "a=veth" }, "two devices are called 'a'" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
		struct suite suite = {};
		unsigned count = bad[i].args[1] ? 2 : 1;

		assert_int_equal(devices_open(&suite, bad[i].args, count), -EINVAL);
		if (strncmp(fault_text(), bad[i].says, strlen(bad[i].says)))
			fail_msg("%s: %s", bad[i].args[0], fault_text());
		devices_close(&suite);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_device_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
