// SPDX-License-Identifier: GPL-2.0-only
/* What all programs share: their configuration, the run whose frames are
 * theirs, and what they noted of each.
 */
#include "frame.h"

const volatile struct prog_config config;
volatile __u32 run;
struct fate fates[MAX_FRAMES];

char _license[] SEC("license") = "GPL";
