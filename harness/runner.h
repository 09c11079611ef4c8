/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_RUNNER_H
#define XDPCHECK_RUNNER_H

#include "xdpcheck.h"

/* What is done with each instance; after() also when run() has crashed. */
struct runner {
	void (*before)(void *arg, struct instance *in);
	void (*run)(void *arg, struct instance *in);
	void (*after)(void *arg, struct instance *in);
	void *arg;
};

/* Runs the instances as tests of one cmocka group. 0 or a fault of ours; how
 * each of them ended is in its result.
 */
int runner_run(const struct runner *runner, struct instance **instances, unsigned count);

#endif
