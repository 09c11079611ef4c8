/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of drivers. */
#include <string.h>
#include "traits.h"

static const struct driver_traits traits[] = {
	{
		/* drivers/net/veth.c: veth_rq_stats_desc, veth_get_stats64() */
		.driver = "veth",
		.bulk_tx = true,
		.headroom = 256,
		.counters = {
			[COUNT_ALL] = "rx_queue_*_xdp_packets",
			[COUNT_DROP] = "rx_queue_*_xdp_drops",
			[COUNT_TX] = "rx_queue_*_xdp_tx",
			[COUNT_TX_ERROR] = "rx_queue_*_xdp_tx_errors",
			[COUNT_REDIRECT] = "rx_queue_*_xdp_redirect",
			[COUNT_REDIRECT_ERROR] = "rx_queue_[0-9]_drops",
			[COUNT_LINK_RX] = "rx_packets",
			[COUNT_LINK_TX] = "tx_packets",
		},
	},
	{
		/* its slave is a veth, see netns/bond.sh */
		.driver = "bonding",
		.bulk_tx = true,
	},
	{
		/* the device side keeps frames until the ring has buffers */
		.driver = "virtio_net",
		.waits = true,
	},
};

static const struct driver_traits nothing;

const struct driver_traits *traits_of(const char *driver)
{
	for (unsigned i = 0; i < ARRAY_SIZE(traits); i++)
		if (!strcmp(traits[i].driver, driver))
			return &traits[i];
	return &nothing;
}
