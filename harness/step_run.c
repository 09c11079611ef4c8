/* SPDX-License-Identifier: GPL-2.0-only */
/* BPF_PROG_TEST_RUN with odd arguments. Programs of scripts change nothing, so
 * what goes in comes out.
 */
#include <bpf/bpf.h>
#include <string.h>
#include "script.h"
#include "words.h"

#define RUN_BYTES 16384		/* more than a program without fragments can get */

static uint8_t data_in[RUN_BYTES], data_out[RUN_BYTES];

static void fill(void)
{
	for (unsigned i = 0; i < RUN_BYTES; i++)
		data_in[i] = i * 7 + 1;
	memset(data_out, 0, sizeof(data_out));
}

static bool is_live(const struct step *step)
{
	return step->flags & BPF_F_TEST_XDP_LIVE_FRAMES;
}

static void check_data(struct script *s, unsigned size, const struct bpf_test_run_opts *opts)
{
	unsigned room = s->step->run.room && s->step->run.room < size ? s->step->run.room : size;
	unsigned out = opts->data_size_out;

	if (out != size)
		script_broken(s, "%u bytes are said to come out, not %u", out, size);
	else if (memcmp(data_in, data_out, room))
		script_broken(s, "other bytes came out than went in");
	else if (room < RUN_BYTES && data_out[room])
		script_broken(s, "more bytes were written than the %u that fit", room);
}

static void check_ctx(struct script *s, const struct xdp_md *in, const struct xdp_md *out)
{
	if (memcmp(in, out, sizeof(*in)))
		script_broken(s, "the context came out as data %u, data_end %u, data_meta %u, "
			      "ingress_ifindex %u, rx_queue_index %u, egress_ifindex %u", out->data,
			      out->data_end, out->data_meta, out->ingress_ifindex,
			      out->rx_queue_index, out->egress_ifindex);
}

static void check_verdict(struct script *s, uint32_t verdict)
{
	char got[32], due[32];

	if (verdict != s->step->run.verdict)
		script_broken(s, "the verdict is %s, not %s",
			      verdict_word(verdict, got, sizeof(got)),
			      verdict_word(s->step->run.verdict, due, sizeof(due)));
}

int step_run(struct script *s)
{
	const struct step *step = s->step;
	unsigned size = step->run.size ? step->run.size : 64;
	struct xdp_md in = {}, out = {};
	LIBBPF_OPTS(bpf_test_run_opts, opts,
		.data_in = data_in, .data_size_in = size,
		.repeat = step->run.repeat, .batch_size = step->run.batch, .flags = step->flags,
	);

	fill();
	if (step->run.ctx) {
		in = *step->run.ctx;
		in.ingress_ifindex = s->lab->ports[step->run.ingress].ifindex;
		opts.ctx_in = &in;
		opts.ctx_size_in = sizeof(in);
	}
	if (!is_live(step) || step->run.dry_out) {
		opts.data_out = data_out;
		opts.data_size_out = step->run.room ? step->run.room : sizeof(data_out);
	}
	if (step->run.ctx && !is_live(step)) {
		opts.ctx_out = &out;
		opts.ctx_size_out = sizeof(out);
	}
	if (bpf_prog_test_run_opts(script_fd(s, step->prog), &opts))
		s->err = -errno;
	if (is_live(step) || (s->err && s->err != -ENOSPC) || (!s->err && step->want))
		return 0;
	check_data(s, size, &opts);
	if (!s->err)
		check_verdict(s, opts.retval);
	if (!s->err && step->run.ctx)
		check_ctx(s, &in, &out);
	return 0;
}
