/* SPDX-License-Identifier: GPL-2.0-only */
/* From a row to a loaded program with its maps filled and its socket open, and
 * onto the device in the mode that was asked for.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <string.h>
#include "kinds.h"
#include "load.h"
#include "netlink.h"

bool row_uses(const struct xcase *row, const char *prog)
{
	return row->prog && !strcmp(row->prog, prog);
}

/* What the harness fills into the row's configuration. */
static struct prog_config configure(const struct xcase *row, const struct lab *lab)
{
	struct prog_config config = row->config;

	config.ifindex = lab->ports[row->mix ? TO_TARGET : row->to].ifindex;
	config.target_ifindex = lab->ports[TO_TARGET].ifindex;
	config.second_ifindex = lab->ports[TO_SECOND].ifindex;
	memcpy(config.mac, lab->dut.mac, sizeof(config.mac));
	if (row_uses(row, "cpumap"))
		config.key = lab->far_cpu;
	return config;
}

static int put_port(const struct lab *lab, int map, uint32_t key, enum to to)
{
	struct bpf_devmap_val value = {
		.ifindex = lab->ports[to].ifindex,
		.bpf_prog.fd = lab->prog.entry_fd,
	};

	if (bpf_map_update_elem(map, &key, &value, 0))
		return fault(-errno, "put %s into the devmap", to_names[to]);
	return 0;
}

static int fill_devmap(const struct lab *lab, const struct xcase *row, int map)
{
	int err = 0;

	if (row->broadcast) {
		err = put_port(lab, map, 1, TO_TARGET);
		if (!err)
			err = put_port(lab, map, 2, TO_SECOND);
		if (!err)
			err = put_port(lab, map, 3, TO_INGRESS);
		if (err)
			return err;
	}
	if (row->config.first_key)
		err = put_port(lab, map, row->config.first_key, TO_SECOND);
	if (!err && row->to)
		err = put_port(lab, map, row->broadcast ? 0 : row->config.key, row->to);
	return err;
}

static int fill_cpumap(const struct lab *lab, const struct xcase *row, int map)
{
	struct bpf_cpumap_val value = {
		.qsize = row->qsize ? row->qsize : 512,
		.bpf_prog.fd = lab->prog.entry_fd,
	};

	if (bpf_map_update_elem(map, &lab->far_cpu, &value, 0))
		return fault(-errno, "put CPU %d into the cpumap", lab->far_cpu);
	return 0;
}

static int open_xsk(struct lab *lab, const struct xcase *row)
{
	const struct port *port = row->xsk == XSK_WRONG_DEVICE ? &lab->ports[TO_TARGET] :
								 &lab->dut;
	const struct xsk_config config = {
		.ifname = port->ifname,
		.queue = row->xsk == XSK_WRONG_QUEUE || row->xsk == XSK_WRONG_DEVICE ? 0 :
										       lab->queue,
		.chunk = row->xsk == XSK_SMALL_CHUNK ? XSK_CHUNK_MIN : 4096,
		.chunks = 512,
		.fill = row->xsk == XSK_NO_FILL ? 0 : 512,
		.rx_ring = row->xsk == XSK_SMALL_RING ? XSK_SMALL_FRAMES : 512,
		.bind = row->xsk != XSK_UNBOUND,
		.bind_flags = XDP_COPY,
		.busy_ms = 2000,
	};
	int map = prog_map_fd(&lab->prog, "xsks"), err;

	lab->xsk_open = true;
	err = xsk_open(&lab->xsk, &config);
	if (err)
		return err;
	if (bpf_map_update_elem(map, &row->config.key, &lab->xsk.fd, 0))
		return fault(-errno, "put a socket into the xskmap");
	return 0;
}

void row_unload(struct lab *lab)
{
	prog_unload(&lab->prog);
	if (lab->xsk_open)
		xsk_close(&lab->xsk);
	lab->xsk_open = false;
}

/* The first attachment of a program on the machine, and the last detachment, wait
 * for several RCU grace periods, some 20 ms, while the XDP dispatcher is patched
 * (bpf_dispatcher_change_prog() in kernel/bpf/dispatcher.c). An attachment to the
 * loopback of our own namespace holds the program's place there, if the kernel's
 * generic mode takes the program: it is for the kernel alone to say, no driver is asked.
 */
static int anchor(struct lab *lab)
{
	struct xdp_request req = {
		.ifindex = if_nametoindex("lo"), .prog_fd = lab->prog.fd,
		.flags = XDP_FLAGS_SKB_MODE,
	};
	char extack[96];
	int err;

	err = xdp_set(&req, extack, sizeof(extack));
	lab->prog.generic = !err;
	return err && err != -EINVAL ? fault(err, "attach the program to lo (%s)", extack) : 0;
}

/* Neighbouring instances mostly share a row: what is loaded stays loaded. */
int row_load(struct lab *lab, const struct xcase *row)
{
	struct prog_config config = configure(row, lab);
	int err, map;

	if (lab->prog.row == row)
		return 0;
	row_unload(lab);
	err = prog_load(&lab->prog, row->prog, row->entry_prog, &config);
	if (err)
		return err;
	lab->prog.row = row;
	err = anchor(lab);
	if (err)
		return err;
	map = prog_map_fd(&lab->prog, row_uses(row, "devmap_hash") ? "ports_hash" : "ports");
	if (row_uses(row, "devmap") || row_uses(row, "devmap_hash"))
		err = fill_devmap(lab, row, map);
	else if (row_uses(row, "cpumap"))
		err = fill_cpumap(lab, row, prog_map_fd(&lab->prog, "cpus"));
	if (!err && row->xsk)
		err = open_xsk(lab, row);
	return err;
}

int row_attach(struct instance *in, struct lab *lab)
{
	struct result *res = &in->result;
	uint32_t id;
	int err;

	if (in->mode == MODE_GENERIC && !lab->prog.generic) {
		skipped(res, "generic mode has no cpumaps, nor devmaps with programs "
			"(since 5.15)");
		return 0;
	}
	err = prog_attach(&lab->prog, lab->dut.ifindex, in->mode, res->seen.extack,
			  sizeof(res->seen.extack));
	if (err) {
		res->seen.err = err;
		broken(res, "the driver refuses the program in %s mode: %s (%s)",
		       mode_names[in->mode], strerror(-err), res->seen.extack);
		return 0;
	}
	lab->parked = false;
	err = prog_mode_got(lab->dut.ifindex, &res->got, &id);
	if (err)
		return err;
	if (res->got != in->mode)
		broken(res, "asked for %s mode, the program runs in %s mode",
		       mode_names[in->mode], res->got < MODES ? mode_names[res->got] : "no");
	else if (id != lab->prog.id)
		broken(res, "the device has the program with id %u, not %u", id, lab->prog.id);
	return 0;
}

int row_detach(struct lab *lab)
{
	if (!lab->kind->slow || !lab->prog.ifindex || lab->prog.mode != MODE_NATIVE)
		return prog_detach(&lab->prog);
	lab->prog.ifindex = 0;
	lab->parked = true;
	return 0;
}

int unpark(struct lab *lab)
{
	struct prog parked = { .ifindex = lab->dut.ifindex, .mode = MODE_NATIVE };

	if (!lab->parked)
		return 0;
	lab->parked = false;
	return prog_detach(&parked);
}

int detach_program(struct lab *lab, struct result *res)
{
	(void)res;
	return prog_detach(&lab->prog);
}

/* The new program takes the place of the old one in one step. */
int replace_program(struct lab *lab, const char *name)
{
	struct prog_config config = configure(lab->prog.row, lab);
	struct prog old = lab->prog, new;
	char extack[128];
	int err;

	err = prog_load(&new, name, NULL, &config);
	if (err)
		return err;
	err = prog_attach(&new, old.ifindex, old.mode, extack, sizeof(extack));
	if (err) {
		prog_unload(&new);
		return fault(err, "replace the program (%s)", extack);
	}
	new.row = old.row;
	lab->prog = new;
	old.ifindex = 0;
	prog_unload(&old);
	return 0;
}
