// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's words when it refuses a bpf_link: they go to a tracepoint only,
 * since 6.6. A plain raw tracepoint, so that it loads on every kernel.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

volatile __u32 refused_tgid;	/* the process that is listened to */
volatile __u32 refusals;	/* that were heard */
char refusal[128];		/* the last one */

SEC("raw_tp/bpf_xdp_link_attach_failed")
int on_link_refused(struct bpf_raw_tracepoint_args *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 != refused_tgid)
		return 0;
	bpf_probe_read_kernel_str(refusal, sizeof(refusal), (void *)ctx->args[0]);
	refusals++;
	return 0;
}
