/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows that there are, each by itself: what a row says in one place must not
 * contradict what it says in another. All that is wrong is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/libbpf.h>
#include <cmocka.h>
#include "../clauses.h"
#include "../frame.h"
#include "../skel.h"
#include "../steps.h"
#include "../suite.h"
#include "xdp.skel.h"

static const struct suite_table *table;
static const struct xcase *row;
static unsigned wrong;

static void rule(bool holds, const char *sentence)
{
	if (holds)
		return;
	print_error("%s: %s\n", row->name, sentence);
	wrong++;
}

static void each_row(void (*check)(void))
{
	wrong = 0;
	for (unsigned i = 0; i < suites_count; i++) {
		table = suites[i];
		for (unsigned k = 0; k < table->count; k++) {
			row = &table->rows[k];
			check();
		}
	}
	assert_int_equal(wrong, 0);
}

static bool uses(const char *prog)
{
	return row->prog && !strcmp(row->prog, prog);
}

static bool uses_devmap(void)
{
	return uses("devmap") || uses("devmap_hash");
}

static bool is_within(unsigned set, unsigned all)
{
	return !(set & ~all);
}

#define IMPLIES(a, b) (!(a) || (b))

static bool is_claim(const char *claim)
{
	size_t len = strlen(claim);

	return len && strspn(claim, "abcdefghijklmnopqrstuvwxyz0123456789-") == len &&
	       claim[0] != '-' && claim[len - 1] != '-' && !strstr(claim, "--");
}

static void check_words(void)
{
	size_t len = strlen(table->name);
	const char *list = row->clauses;
	char id[CLAUSE_ID_SIZE];
	unsigned clauses = 0;

	rule(!strncmp(row->name, table->name, len) && row->name[len] == '.' &&
	     is_claim(row->name + len + 1), "the name is not suite.claim");
	rule(suite_find(row->name) == row, "the name is that of another row, too");
	for (; (list = clause_next(list, id)); clauses++) {
		const char *first = strstr(row->clauses, id);

		rule(clause_find(id), "a clause is not in the contract");
		rule(first && !strstr(first + 1, id), "a clause is named twice");
	}
	rule(clauses, "there is no clause");
	rule(row->why && *row->why && !strchr(row->why, '\n') &&
	     row->why[strlen(row->why) - 1] != '.', "why is not one sentence");
}

static void test_words(void **state)
{
	(void)state;
	each_row(check_words);
}

static struct xdp *skel;

static bool has_program(const char *name, enum bpf_attach_type type)
{
	struct bpf_program *bpf = bpf_object__find_program_by_name(skel->obj, name);

	return bpf && bpf_program__type(bpf) == BPF_PROG_TYPE_XDP &&
	       bpf_program__expected_attach_type(bpf) == type;
}

static void check_program(void)
{
	const struct prog_config *config = &row->config;

	if (!row->prog) {
		rule(!row->entry_prog && !row->xsk && !row->mix, "no program can do that");
		rule(is_within(row->ways, ~CORE_WAYS), "there is no program to run");
		return;
	}
	rule(has_program(row->prog, BPF_XDP), "there is no such program");
	if (row->entry_prog)
		rule(uses_devmap() ? has_program(row->entry_prog, BPF_XDP_DEVMAP) :
		     uses("cpumap") && has_program(row->entry_prog, BPF_XDP_CPUMAP),
		     "there is no such program for the map's entry");
	rule(!row->xsk == !uses("xsk"), "a socket and the xskmap go together");
	rule(!row->mix == !uses("mix"), "mix is for the program mix");
	rule(IMPLIES(row->qsize, uses("cpumap")), "qsize is for a cpumap");
	rule(IMPLIES(row->broadcast, uses_devmap() && config->flags & BPF_F_BROADCAST),
	     "broadcast is for a devmap with BPF_F_BROADCAST");
	rule(IMPLIES(config->first_key, uses_devmap()), "first_key is for a devmap");
	rule(IMPLIES(row->to, uses_devmap() || uses("redirect")), "no program goes there");
	rule(row->to < TOS && row->xsk < XSK_KINDS && row->condition < CONDITIONS,
	     "nobody knows this number");
}

static void test_programs(void **state)
{
	(void)state;
	skel = skel_open();
	assert_non_null(skel);
	each_row(check_program);
	xdp__destroy(skel);
}

static void check_sets(void)
{
	if (row->steps)
		return;
	rule(row->ways && is_within(row->ways, SET(WAYS) - 1), "there is no way");
	rule(row->shapes && is_within(row->shapes, SET(SHAPES) - 1), "there is no shape");
	rule(is_within(row->modes, GENERIC | NATIVE | OFFLOAD), "modes are those of a device");
	rule(!row->modes == is_within(row->ways, CORE_WAYS), "modes and ways do not fit");
	rule(is_within(row->bursts, ANY_BURST), "nobody knows this burst");
	rule(is_within(row->needs, SET(CAPS) - 1), "nobody knows this capability");
	rule(IMPLIES(row->condition == COND_TWO_QUEUES, row->ways == XSK && row->modes == NATIVE),
	     "only AF_XDP frames choose a queue, on their way to NAPI");
	rule(IMPLIES(row->shapes & SET(SHAPE_MASKED),
		     row->config.edits == (EDIT_TO_HOST | EDIT_TO_IPV4)),
	     "only the program pass.unmasked has takes the mask off");
}

static void test_sets(void **state)
{
	(void)state;
	each_row(check_sets);
}

static bool is_nothing(const void *data, size_t size)
{
	static const uint8_t zeros[sizeof(struct xcase)];

	return !memcmp(data, zeros, size);
}

/* Where a frame comes to that goes there. */
static const unsigned place_of[TOS] = {
	[TO_TARGET] = TARGET, [TO_SECOND] = SECOND, [TO_INGRESS] = PEER,
	[TO_DEAF] = SET(AT_DEAF), [TO_NARROW] = SET(AT_NARROW),
};

static unsigned places_of_entry(void)
{
	if (row->broadcast)
		return row->config.flags & BPF_F_EXCLUDE_INGRESS ? TARGET | SECOND :
								   TARGET | SECOND | PEER;
	if (row->xsk)
		return SET(AT_XSK);
	if (!uses("cpumap"))
		return 0;
	if (!row->entry_prog || row->config.action == XDP_PASS)
		return STACK;
	return row->config.action == XDP_REDIRECT ? TARGET : 0;
}

static void check_redirect(void)
{
	const struct expect *expect = &row->expect;
	bool lost = expect->xmit_err || expect->egress_drop;

	rule(!!expect->redirect + expect->redirect_map +
	     (expect->redirect_err && !expect->capacity) <= 1,
	     "a frame is redirected in one way only");
	rule(expect->redirect_err <= 0 && expect->xmit_err <= 0 && expect->helper <= 0,
	     "an errno is not negative");
	rule(IMPLIES(expect->redirect, expect->redirect == row->to), "redirect is not .to");
	rule(IMPLIES(expect->redirect, expect->at == (lost ? 0 : place_of[row->to])),
	     "redirected frames come to another place than that of .to");
	rule(IMPLIES(expect->redirect_map, expect->at == places_of_entry()),
	     "redirected frames come to another place than that of the map's entries");
	rule(IMPLIES(expect->redirect_err && !expect->capacity, !expect->at),
	     "a frame that cannot be redirected comes to no place");
	rule(IMPLIES(lost, expect->redirect), "only a redirected frame can be lost on its way out");
	rule(IMPLIES(expect->egress_drop, row->entry_prog), "no program drops what leaves");
	rule(IMPLIES(expect->capacity, row->xsk && expect->redirect_err), "nothing has a capacity");
	rule(IMPLIES(expect->lossy, uses("cpumap")), "only a cpumap may lose frames");
	rule(IMPLIES(expect->at & SET(AT_XSK), row->xsk), "there is no AF_XDP socket");
	rule(IMPLIES(!is_nothing(&expect->xsk, sizeof(expect->xsk)), row->xsk),
	     "there is no AF_XDP socket to count");
}

static void check_verdict(const struct expect *expect)
{
	bool warns = expect->log || expect->may_warn;

	rule(is_within(expect->at, SET(PLACES) - 1), "nobody knows this place");
	rule(!(expect->at & (SET(AT_SOCKET) | SET(AT_ELSEWHERE))),
	     "the UDP socket follows from the stack, and elsewhere is nothing to be promised");
	rule(!expect->aborted || !expect->verdict, "aborted is a verdict");
	rule(IMPLIES(expect->exception || warns, !expect->at),
	     "an exceptional frame comes to no place");
	rule(IMPLIES(warns, expect->exception || row->ways == LIVE), "there is nothing to warn of");
	rule(IMPLIES(expect->log, !expect->may_warn &&
				  (!strcmp(expect->log, "Illegal") ||
				   !strcmp(expect->log, "Driver unsupported"))),
	     "the kernel warns in other words");
	rule(IMPLIES(expect->exception_on, expect->exception && row->entry_prog),
	     "no other device has an exception");
	rule(IMPLIES(expect->bulk_err, uses("tx") && row->modes == NATIVE && !expect->at),
	     "bulk_err is for native XDP_TX that fails");
	rule(IMPLIES(expect->helper, row->config.head || row->config.tail || row->config.meta),
	     "no helper is called that could refuse");
}

/* What a row goes through has to be there. */
static void check_needs(void)
{
	unsigned at = row->expect.at, needs = 0;

	if (row->mix || row->broadcast || at & (TARGET | SECOND))
		needs |= SET(CAP_TARGETS);
	if (row->to && row->to != TO_INGRESS && row->to != TO_UNKNOWN && !row->expect.aborted)
		needs |= SET(CAP_TARGETS);
	if (row->condition == COND_DEAF_PEER || row->condition == COND_GRO_PEER)
		needs |= SET(CAP_DEAF);
	rule(is_within(needs, row->needs), "a capability that it has no use without is not needed");
}

static void check_expect(void)
{
	if (row->steps)
		return;
	check_verdict(&row->expect);
	check_redirect();
	check_needs();
	if (row->between)
		check_verdict(&row->after);
	else
		rule(is_nothing(&row->after, sizeof(row->after)), "there is no second burst");
}

static void test_expect(void **state)
{
	(void)state;
	each_row(check_expect);
}

/* Edits leave an Ethernet header, and a frame that there is room for. */
static void check_edits(void)
{
	struct brief brief = { .row = row, .largest = FRAME_MAX - EDIT_ROOM };

	if (row->expect.helper)
		return;
	for (brief.shape = 0; brief.shape < SHAPES; brief.shape++) {
		int by = row->config.tail - row->config.head;
		struct frame f;

		if (!(row->shapes & SET(brief.shape)))
			continue;
		frame_build(&brief, STEER_TEST, 0, &f);
		rule((int)f.len - row->config.head >= 14 && (int)f.len + by >= 14 &&
		     f.len + by <= FRAME_MAX, "an edit leaves no frame");
	}
}

static void test_edits(void **state)
{
	(void)state;
	each_row(check_edits);
}

static void check_steps(void)
{
	unsigned count = 0;

	if (!row->steps)
		return;
	rule(!row->prog && !row->entry_prog && !row->ways && !row->shapes && !row->bursts &&
	     !row->to && !row->xsk && !row->between && !row->mix && !row->broadcast,
	     "a script sends nothing");
	rule(is_nothing(&row->expect, sizeof(row->expect)) &&
	     is_nothing(&row->config, sizeof(row->config)), "a script expects nothing but answers");
	for (const struct step *step = row->steps; step->op; step++, count++) {
		rule(step->op < STEP_OPS, "nobody knows this step");
		rule(step->want <= 0 && (step->or_want <= 0 || step->or_want == SUCCESS),
		     "an errno is not negative");
		rule(IMPLIES(step->extack, step->want), "success has no words");
	}
	rule(count, "there is no step");
}

static void test_steps(void **state)
{
	(void)state;
	each_row(check_steps);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct instance *)a)->name, ((const struct instance *)b)->name);
}

/* Of all instances no two have the same name, and none has one that was cut off. */
static void test_instances(void **state)
{
	struct suite suite = {};

	(void)state;
	assert_int_equal(suite_expand(&suite, &(struct selection){}), 0);
	assert_true(suite.count > 1000);
	qsort(suite.instances, suite.count, sizeof(*suite.instances), by_name);
	for (unsigned i = 0; i < suite.count; i++) {
		assert_true(strlen(suite.instances[i].name) < sizeof(suite.instances[i].name) - 1);
		if (i)
			assert_true(by_name(&suite.instances[i - 1], &suite.instances[i]) < 0);
	}
	suite_free(&suite);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_programs),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_expect),
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_instances),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
