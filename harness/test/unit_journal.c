/* SPDX-License-Identifier: GPL-2.0-only */
/* The journal: what it says, that it adds to what is there, and when it cannot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "../journal.h"

static const struct device igb = { .label = "igb" };

static void test_lines(void **state)
{
	char path[] = "/tmp/unit_journal.XXXXXX", text[256] = "";
	FILE *in = fdopen(mkstemp(path), "r");
	int journal;

	(void)state;
	assert_non_null(in);
	journal = journal_open(path);
	assert_true(journal >= 0);
	assert_int_equal(journal_begin(journal, &igb, JOURNAL_BENCH), 0);
	journal_close(journal);
	journal = journal_open(path);
	assert_int_equal(journal_end(journal, &igb, JOURNAL_BENCH, PASS), 0);
	assert_int_equal(journal_begin(journal, &igb, "tx.bounce/native/xsk/tiny/16"), 0);
	assert_int_equal(journal_end(journal, &igb, "tx.bounce/native/xsk/tiny/16", KNOWN), 0);
	journal_close(journal);
	assert_true(fread(text, 1, sizeof(text) - 1, in) > 0);
	assert_string_equal(text, "begin igb bench\n"
				  "end igb bench pass\n"
				  "begin igb tx.bounce/native/xsk/tiny/16\n"
				  "end igb tx.bounce/native/xsk/tiny/16 known\n");
	fclose(in);
	unlink(path);
}

static void test_none(void **state)
{
	(void)state;
	assert_int_equal(journal_begin(-1, &igb, JOURNAL_BENCH), 0);
	assert_int_equal(journal_end(-1, &igb, JOURNAL_BENCH, PASS), 0);
	journal_close(-1);
}

static void test_faults(void **state)
{
	int journal;

	(void)state;
	assert_int_equal(journal_open("/nowhere/journal"), -ENOENT);
	assert_string_equal(fault_text(), "cannot write the journal /nowhere/journal: "
					  "No such file or directory");
	journal = journal_open("/dev/full");
	assert_true(journal >= 0);
	assert_int_equal(journal_begin(journal, &igb, JOURNAL_BENCH), -ENOSPC);
	assert_string_equal(fault_text(), "cannot write the journal: No space left on device");
	journal_close(journal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
