/* SPDX-License-Identifier: GPL-2.0-only */
/* BPF_PROG_TEST_RUN has no places to watch: the verdict and the bytes come back
 * by themselves, frame by frame.
 */
#include "testrun.h"
#include "words.h"

static void check_answer(const struct trial *trial, struct result *res, unsigned seq,
			 const struct test_run *run)
{
	uint32_t due_verdict = row_verdict(trial->brief.row, trial->expect, seq);
	char how[64], name[32], got[32], want[32];
	struct frame due;

	frame_name(&trial->brief, seq, name, sizeof(name));
	frame_promise(&trial->brief, seq, &due);
	if (run->verdict != due_verdict)
		broken(res, "BPF_PROG_TEST_RUN returned %s for %s, not %s",
		       verdict_word(run->verdict, got, sizeof(got)), name,
		       verdict_word(due_verdict, want, sizeof(want)));
	if (frame_differs(due.data, due.len, run->out + run->meta_len,
			  run->out_len - run->meta_len, how, sizeof(how)))
		broken(res, "BPF_PROG_TEST_RUN gave %s back damaged: %s", name, how);
}

/* Nothing but the answers may come of it. */
static int check_silence(struct trial *trial, struct result *res)
{
	struct lab *lab = trial->lab;
	char text[128];
	int err;

	err = events_read(&lab->events);
	if (!err)
		err = kmsg_read(&lab->kmsg, trial->prog_id, &trial->log);
	if (err)
		return err;
	if (lab->events.facts.count)
		broken(res, "%s, in a test run",
		       fact_print(&lab->events.facts.list[0], text, sizeof(text)));
	if (*trial->log.trouble)
		broken(res, "the kernel log says: %s", trial->log.trouble);
	return 0;
}

int testrun(struct trial *trial)
{
	bool has_context = trial->lab->facts->caps & SET(CAP_CONTEXT);
	const struct prog *prog = &trial->lab->prog;
	struct result *res = &trial->in->result;
	struct frame sent;
	uint8_t out[FRAME_MAX];

	events_start(&trial->lab->events, 0);
	kmsg_start(&trial->lab->kmsg);
	prog_start(&trial->lab->prog, trial->brief.run);
	for (unsigned seq = 0; seq < trial->brief.count && res->status == PASS; seq++) {
		struct test_run run = {
			.in = sent.data, .out = out, .out_len = sizeof(out),
			.ifindex = has_context ? trial->ingress : 0,
		};
		int err;

		frame_build(&trial->brief, frame_steer(&trial->brief, seq), seq, &sent);
		run.in_len = sent.len;
		err = prog_test_run(prog->fd, &run);
		if (err)
			return fault(err, "run the program on %u bytes", sent.len);
		trial->sent++;
		check_answer(trial, res, seq, &run);
	}
	return check_silence(trial, res);
}
