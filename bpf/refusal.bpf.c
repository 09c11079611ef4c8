// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's words when it refuses a bpf_link: they go to a tracepoint only,
 * since 6.6. Where there is none, or no BTF, this does not load.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

volatile __u32 refused_tgid;	/* the process that is listened to */
volatile __u32 refusals;	/* that were heard */
char refusal[128];		/* the last one */

SEC("tp_btf/bpf_xdp_link_attach_failed")
int BPF_PROG(on_link_refused, const char *words)
{
	if (bpf_get_current_pid_tgid() >> 32 != refused_tgid)
		return 0;
	bpf_probe_read_kernel_str(refusal, sizeof(refusal), words);
	refusals++;
	return 0;
}
