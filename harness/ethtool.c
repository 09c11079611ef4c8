/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of SIOCETHTOOL and the layouts of their arguments, from
 * include/uapi/linux/ethtool.h and net/ethtool/ioctl.c.
 */
#include "ethtool.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/sockios.h>

#include "xdpcheck.h"

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static void free_block(void *block)
{
	free(*(void **)block);
}

static int ethtool(const char *ifname, void *cmd)
{
	_cleanup_(close_fd) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq ifr = { .ifr_data = cmd };

	if (fd < 0)
		return -errno;
	if (strlen(ifname) >= sizeof(ifr.ifr_name))
		return -ENODEV;
	strcpy(ifr.ifr_name, ifname);
	return ioctl(fd, SIOCETHTOOL, &ifr) < 0 ? -errno : 0;
}

int ethtool_driver(const char *ifname, char driver[32], char version[64], char firmware[64])
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	int err;

	err = ethtool(ifname, &info);
	if (err)
		return fault(err, "ask %s for its driver", ifname);
	snprintf(driver, 32, "%s", info.driver);
	snprintf(version, 64, "%s", info.version);
	snprintf(firmware, 64, "%s", info.fw_version);
	return 0;
}

/* The kernel answers 0 even if the driver then keeps the feature as it was
 * (ethtool_set_one_feature()), so look.
 */
int ethtool_gro(const char *ifname, bool on)
{
	struct ethtool_value value = { .cmd = ETHTOOL_SGRO, .data = on };
	int err;

	err = ethtool(ifname, &value);
	if (!err) {
		value.cmd = ETHTOOL_GGRO;
		err = ethtool(ifname, &value);
	}
	if (!err && value.data != on)
		err = -EBUSY;
	return err ? fault(err, "turn GRO of %s %s", ifname, on ? "on" : "off") : 0;
}

int ethtool_flags_get(const char *ifname, uint32_t *flags)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GFLAGS };
	int err = ethtool(ifname, &value);

	*flags = value.data;
	return err;
}

int ethtool_flags_set(const char *ifname, uint32_t flags)
{
	struct ethtool_value value = { .cmd = ETHTOOL_SFLAGS, .data = flags };

	return ethtool(ifname, &value);
}

int ethtool_channels_get(const char *ifname, unsigned *rx, unsigned *tx)
{
	struct ethtool_channels channels = { .cmd = ETHTOOL_GCHANNELS };
	int err;

	err = ethtool(ifname, &channels);
	if (err)
		return err;
	*rx = channels.rx_count + channels.combined_count;
	*tx = channels.tx_count + channels.combined_count;
	return 0;
}

int ethtool_channels_set(const char *ifname, unsigned rx, unsigned tx)
{
	struct ethtool_channels channels = { .cmd = ETHTOOL_GCHANNELS };
	unsigned combined;
	int err;

	err = ethtool(ifname, &channels);
	if (err)
		return err;
	combined = rx < tx ? rx : tx;
	if (!channels.combined_count)
		combined = 0;
	channels.cmd = ETHTOOL_SCHANNELS;
	channels.combined_count = combined;
	channels.rx_count = rx - combined;
	channels.tx_count = tx - combined;
	return ethtool(ifname, &channels);
}

static int counters_count(const char *ifname, unsigned *count)
{
	union {
		struct ethtool_sset_info info;
		uint32_t words[sizeof(struct ethtool_sset_info) / 4 + 1];
	} ask = { .info = { .cmd = ETHTOOL_GSSET_INFO, .sset_mask = SET(ETH_SS_STATS) } };
	int err;

	err = ethtool(ifname, &ask);
	if (err)
		return err;
	/* The driver has no counters: the bit comes back clear. */
	*count = ask.info.sset_mask ? ask.words[ARRAY_SIZE(ask.words) - 1] : 0;
	return 0;
}

/* Before 6.19 and its stable kernels (7b07be1ff1cb "ethtool: Avoid overflowing
 * userspace buffer on stats query") the kernel writes as many as it has; since
 * then as many as were asked for, or none and says so in len.
 */
static int counters_names(const char *ifname, struct ethtool_counters *c)
{
	size_t bytes = (size_t)c->count * ETH_GSTRING_LEN;
	_cleanup_(free_block) struct ethtool_gstrings *block = malloc(sizeof(*block) + bytes);
	int err;

	if (!block)
		return -ENOMEM;
	*block = (struct ethtool_gstrings){
		.cmd = ETHTOOL_GSTRINGS,
		.string_set = ETH_SS_STATS,
		.len = c->count,
	};
	err = ethtool(ifname, block);
	if (err)
		return err;
	if (block->len != c->count)
		return -EAGAIN;
	memcpy(c->names, block->data, bytes);
	for (unsigned i = 0; i < c->count; i++)
		c->names[i][ETH_GSTRING_LEN - 1] = '\0';
	return 0;
}

static int counters_values(const char *ifname, struct ethtool_counters *c)
{
	size_t bytes = c->count * sizeof(*c->values);
	_cleanup_(free_block) struct ethtool_stats *block = malloc(sizeof(*block) + bytes);
	int err;

	if (!block)
		return -ENOMEM;
	*block = (struct ethtool_stats){ .cmd = ETHTOOL_GSTATS, .n_stats = c->count };
	err = ethtool(ifname, block);
	if (err)
		return err;
	if (block->n_stats != c->count)
		return -EAGAIN;
	memcpy(c->values, block->data, bytes);
	return 0;
}

static int counters_load(const char *ifname, unsigned count, struct ethtool_counters *c)
{
	int err;

	ethtool_counters_free(c);
	if (!count)	/* asked for no strings at all, the kernel warns */
		return 0;
	c->names = calloc(count, sizeof(*c->names));
	c->values = calloc(count, sizeof(*c->values));
	if (!c->names || !c->values)
		return -ENOMEM;
	c->count = count;
	err = counters_names(ifname, c);
	if (err)	/* the next reading starts anew */
		ethtool_counters_free(c);
	return err;
}

int ethtool_counters_read(const char *ifname, struct ethtool_counters *c)
{
	unsigned count;
	int err;

	err = counters_count(ifname, &count);
	if (!err && count != c->count)
		err = counters_load(ifname, count, c);
	if (!err && count)
		err = counters_values(ifname, c);
	if (err)
		return fault(err, "read the counters of %s", ifname);
	return 0;
}

void ethtool_counters_free(struct ethtool_counters *c)
{
	free(c->names);
	free(c->values);
	*c = (struct ethtool_counters){};
}

uint64_t ethtool_counters_sum(const struct ethtool_counters *c, const char *glob)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < c->count; i++)
		if (!fnmatch(glob, c->names[i], 0))
			sum += c->values[i];
	return sum;
}
