/* SPDX-License-Identifier: GPL-2.0-only */
/* XDP_REDIRECT by bpf_redirect(): another interface, or the reason why not. */
#include "xdpcheck.h"

#define TARGETS SET(CAP_TARGETS)

static const struct xcase rows[] = {
	{
		.name	= "redirect.ifindex",
		.clauses = "C01 C17 C18 C26 J03 P03 P08",
		.why	= "a redirected frame must leave through the interface named, in "
			  "the ingress namespace, once",
		.prog	= "redirect", .to = TO_TARGET,
		.modes	= BOTH, .ways = ANY_WAY, .shapes = ANY_SHAPE, .bursts = ANY_BURST,
		.needs	= TARGETS,
		.expect	= { .at = TARGET, .redirect = TO_TARGET },
	},
	{
		.name	= "redirect.far-cpu",
		.clauses = "C24 P06",
		.why	= "ndo_xdp_xmit must take frames on whatever CPU the redirect happens",
		.prog	= "redirect", .to = TO_TARGET,
		.condition = COND_FAR_CPU,
		.ways	= LIVE, .shapes = TINY | UDP, .bursts = ANY_BURST,
		.needs	= TARGETS | SET(CAP_TWO_CPUS),
		.expect	= { .at = TARGET, .redirect = TO_TARGET },
	},
	{
		.name	= "redirect.rewritten",
		.clauses = "C01",
		.why	= "a redirected frame must leave as the program left it",
		.prog	= "redirect", .to = TO_TARGET,
		.config	= { .edits = EDIT_SWAP_MAC | EDIT_FLIP },
		.modes	= BOTH, .ways = ANY_WAY, .shapes = TINY | UDP | SET(SHAPE_LARGEST),
		.needs	= TARGETS,
		.expect	= { .at = TARGET, .redirect = TO_TARGET },
	},
	{
		.name	= "redirect.frame-room",
		.clauses = "C16 G01",
		.why	= "a program must not get the room that a redirect needs: struct xdp_frame",
		.prog	= "redirect", .to = TO_TARGET,
		.config	= { .head = -240 },
		.modes	= BOTH, .ways = PACKET | XMIT, .shapes = TINY,
		.needs	= TARGETS | SET(CAP_HEADROOM),
		.expect	= { .at = TARGET, .redirect = TO_TARGET, .helper = -EINVAL },
	},
	{
		.name	= "redirect.hairpin",
		.clauses = "C23",
		.why	= "a frame redirected to the interface that it came in on must leave there",
		.prog	= "redirect", .to = TO_INGRESS,
		.modes	= BOTH, .ways = WIRE | LIVE, .shapes = TINY | UDP, .bursts = ANY_BURST,
		.expect	= { .at = PEER, .redirect = TO_INGRESS },
	},
	{
		.name	= "redirect.bad-flags",
		.clauses = "C05",
		.why	= "bpf_redirect() with a flag must return XDP_ABORTED",
		.prog	= "redirect", .to = TO_TARGET,
		.config	= { .flags = 1 },
		.modes	= BOTH, .ways = WIRE | TEST_RUN, .shapes = TINY,
		.expect	= { .at = 0, .aborted = true, .exception = true },
	},
	{
		.name	= "redirect.no-helper",
		.clauses = "C02 C04 C09",
		.why	= "XDP_REDIRECT with no target chosen must fail with -EBADRQC, "
			  "not reuse an old target",
		.prog	= "redirect",
		.config	= { .no_helper = 1 },
		.modes	= BOTH, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.expect	= { .at = 0, .redirect_err = -EBADRQC },
	},
	{
		.name	= "redirect.no-such-interface",
		.clauses = "C02 C04 C11",
		.why	= "a redirect to an ifindex that nobody has must fail with -EINVAL",
		.prog	= "redirect", .to = TO_UNKNOWN,
		.modes	= BOTH, .ways = WIRE, .shapes = TINY, .bursts = ANY_BURST,
		.expect	= { .at = 0, .redirect_err = -EINVAL },
	},
	{
		.name	= "redirect.down",
		.clauses = "C02 C04 C12",
		.why	= "a redirect to an interface that is down must fail with -ENETDOWN",
		.prog	= "redirect", .to = TO_DOWN,
		.modes	= BOTH, .ways = WIRE, .shapes = TINY | UDP, .bursts = ANY_BURST,
		.needs	= TARGETS,
		.expect	= { .at = 0, .redirect_err = -ENETDOWN },
	},
	{
		.name	= "redirect.fits-mtu",
		.clauses = "C13",
		.why	= "a frame as long as the target's MTU, Ethernet header and one "
			  "tag must be let through",
		.prog	= "redirect", .to = TO_NARROW,
		.modes	= BOTH, .ways = WIRE, .shapes = TINY | SET(SHAPE_QINQ),
		.needs	= TARGETS,
		.expect	= { .at = SET(AT_NARROW), .redirect = TO_NARROW },
	},
	{
		.name	= "redirect.over-mtu",
		.clauses = "C02 C04 C13",
		.why	= "a frame one byte longer than that must fail with -EMSGSIZE",
		.prog	= "redirect", .to = TO_NARROW,
		.modes	= BOTH, .ways = WIRE, .shapes = UDP | SET(SHAPE_MTU) | SET(SHAPE_LARGEST),
		.needs	= TARGETS,
		.expect	= { .at = 0, .redirect_err = -EMSGSIZE },
	},
	{
		.name	= "redirect.deaf",
		.clauses = "C02 C14 J05",
		.why	= "a redirect to a port that does not advertise ndo-xmit must "
			  "fail with -EOPNOTSUPP",
		.prog	= "redirect", .to = TO_DEAF,
		.modes	= NATIVE, .ways = WIRE, .shapes = TINY | UDP, .bursts = ANY_BURST,
		.needs	= TARGETS | SET(CAP_FEATURES),
		.expect	= { .at = 0, .redirect_err = -EOPNOTSUPP },
	},
	{
		.name	= "redirect.deaf-refused",
		.clauses = "C17",
		.why	= "what ndo_xdp_xmit refuses must be counted as drops of "
			  "xdp_devmap_xmit, with its errno",
		.prog	= "redirect", .to = TO_DEAF,
		.modes	= NATIVE, .ways = WIRE, .shapes = TINY | UDP, .bursts = ANY_BURST,
		.needs	= TARGETS | SET(CAP_NO_FEATURES),
		.expect	= { .at = 0, .redirect = TO_DEAF, .xmit_err = -ENXIO },
	},
	{
		.name	= "redirect.deaf-generic",
		.clauses = "C01 J05",
		.why	= "generic redirect needs no ndo_xdp_xmit",
		.prog	= "redirect", .to = TO_DEAF,
		.modes	= GENERIC, .ways = WIRE, .shapes = TINY | UDP,
		.needs	= TARGETS,
		.expect	= { .at = SET(AT_DEAF), .redirect = TO_DEAF },
	},
};

CASES(redirect, rows);
