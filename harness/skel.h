/* SPDX-License-Identifier: GPL-2.0-only */
/* The BPF object of all of bpf/, for those who load from it. */
#ifndef XDPCHECK_SKEL_H
#define XDPCHECK_SKEL_H

#include "../bpf/common.h"

struct xdp;

/* NULL: a fault was noted. */
struct xdp *skel_open(void);

/* A fault that ends with what libbpf said last. */
int skel_fault(int err, const char *what);

#endif
