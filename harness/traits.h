/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of drivers, as data, where the contract leaves them a choice. */
#ifndef XDPCHECK_TRAITS_H
#define XDPCHECK_TRAITS_H

#include "xdpcheck.h"

/* What becomes of a frame, as drivers count it. */
enum count {
	COUNT_ALL,		/* every frame that came in, fences included */
	COUNT_DROP,		/* XDP_DROP, XDP_ABORTED, unknown */
	COUNT_TX,		/* XDP_TX, sent */
	COUNT_TX_ERROR,		/* XDP_TX, not sent */
	COUNT_REDIRECT,		/* XDP_REDIRECT, handed over */
	COUNT_REDIRECT_ERROR,	/* XDP_REDIRECT, refused */
	COUNT_LINK_RX,		/* of the link's own statistics, in every mode: all that */
	COUNT_LINK_TX,		/*   came in, and all that went out by the wire */
	COUNTS
};

struct driver_traits {
	const char *driver;	/* as ethtool -i says */
	bool bulk_tx;		/* native XDP_TX fires xdp_bulk_tx */
	bool waits;		/* of NICs: a frame that finds no buffer waits for one */
	unsigned headroom;	/* bytes in front of a frame, all told; 0: is not known */
	/* of ethtool -S, a glob, or of the link, a name; NULL: is not exact */
	const char *counters[COUNTS];
};

/* Of a driver that nothing is known about: all zero. */
const struct driver_traits *traits_of(const char *driver);

#endif
