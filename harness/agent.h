/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_AGENT_H
#define XDPCHECK_AGENT_H

#include <stdio.h>

/* Serves requests on stdin until it ends; ports are IFNAME=PLACE, NULL ends
 * them. 0, or -errno of what kept it from starting, which it has said.
 */
int agent_main(char **ports);

/* Answers requests without having a port: for tests of the harness. */
void agent_serve(FILE *in, FILE *out);

#endif
