/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XDPCHECK_TRAFFIC_H
#define XDPCHECK_TRAFFIC_H

#include "trial.h"

/* Sends the trial's burst and fills in what became of it. 0, or a fault of ours. */
int traffic(struct trial *trial);

/* Adds the numbers of the trial to what reports show. */
void traffic_note(const struct trial *trial, struct seen *seen);

#endif
