/* SPDX-License-Identifier: GPL-2.0-only */
/* The suites, in the order in which they run: a new file is a word here. */
#ifndef XDPCHECK_CASES_H
#define XDPCHECK_CASES_H

#define SUITES(X) \
	X(pass) X(drop) X(aborted) X(unknown) X(tx) X(mix) X(redirect) X(devmap) X(cpumap) X(xsk) \
	X(adjust) X(flood) X(teardown) X(attach) X(link) X(maps) X(testrun) X(features) X(xsktx)

#endif
