#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The veth bench: the device under test is dut0, its wire leads to peer0, and
# what it redirects leaves through out0..out4.
#
#    peer namespace         device namespace          target namespace
#   +--------------+       +----------------+        +-----------------+
#   |        peer0 |=======| dut0      out0 |========| target0         |
#   |              |       |           out1 |========| second0         |
#   +--------------+       |           out2 |========| deaf0           |
#                          | mtu 118 = out3 |========| narrow0         |
#                          | down    = out4 |========| down0           |
#                          +----------------+        +-----------------+
#
# veth.sh up NAME          build it in namespaces NAME-dut, NAME-peer, NAME-target
# veth.sh down NAME        take it away
# veth.sh status NAME      show it
# veth.sh wire DUT PEER TARGET [MTU [IFINDEX]]
#                          build it in existing namespaces, given by path; dut0
#                          and out0.. are numbered from IFINDEX on
set -eu

usage() {
	sed -n 's/^# veth.sh/usage: veth.sh/p' "$0" >&2
	exit 2
}

# in_ns PATH COMMAND: ip netns exec would mount a fresh /sys
in_ns() {
	ns=$1
	shift
	nsenter --net="$ns" "$@"
}

# No router solicitations, no duplicate address detection, no MLD reports.
quiet() {
	# shellcheck disable=SC2016
	in_ns "$1" sh -c 'for f in /proc/sys/net/ipv6/conf/*/disable_ipv6; do
		[ ! -e "$f" ] || echo 1 >"$f"
	done'
}

wire() {
	mtu=${4:-1500}
	first=${5:-}
	nth() { [ -z "$first" ] || echo "index $((first + $1))"; }
	quiet "$1" && quiet "$2" && quiet "$3"
	in_ns "$1" ip -batch - <<EOF
link set lo up
link add dut0 $(nth 0) mtu $mtu type veth peer name peer0 mtu $mtu netns $2
link add out0 $(nth 1) mtu $mtu type veth peer name target0 mtu $mtu netns $3
link add out1 $(nth 2) mtu $mtu type veth peer name second0 mtu $mtu netns $3
link add out2 $(nth 3) mtu $mtu type veth peer name deaf0 mtu $mtu netns $3
link add out3 $(nth 4) mtu 118 type veth peer name narrow0 mtu $mtu netns $3
link add out4 $(nth 5) mtu $mtu type veth peer name down0 mtu $mtu netns $3
address add 192.0.2.1/24 dev dut0
link set dut0 up
link set out0 up
link set out1 up
link set out2 up
link set out3 up
EOF
	in_ns "$2" ip link set peer0 up
	in_ns "$3" ip -batch - <<EOF
link set target0 up
link set second0 up
link set deaf0 up
link set narrow0 up
link set down0 up
EOF
}

down() {
	for ns in "$1-dut" "$1-peer" "$1-target"; do
		[ ! -e "/run/netns/$ns" ] || ip netns delete "$ns"
	done
}

up() {
	for ns in "$1-dut" "$1-peer" "$1-target"; do
		if [ -e "/run/netns/$ns" ]; then
			echo "veth.sh: $ns is there already; 'veth.sh down $1' takes it away" >&2
			exit 1
		fi
	done
	trap 'down "$1"' EXIT
	for ns in "$1-dut" "$1-peer" "$1-target"; do
		ip netns add "$ns"
	done
	wire "/run/netns/$1-dut" "/run/netns/$1-peer" "/run/netns/$1-target"
	trap - EXIT
}

status() {
	for ns in "$1-dut" "$1-peer" "$1-target"; do
		if [ ! -e "/run/netns/$ns" ]; then
			echo "veth.sh: there is no $ns; 'veth.sh up $1' makes it" >&2
			exit 1
		fi
		echo "$ns:"
		in_ns "/run/netns/$ns" ip -brief link
	done
}

[ $# -ge 2 ] || usage
verb=$1
shift
case $verb in
up | down | status)
	case $1 in
	[!A-Za-z0-9]* | *[!A-Za-z0-9_.-]*) usage ;;
	esac
	"$verb" "$1"
	;;
wire)
	[ $# -ge 3 ] || usage
	wire "$@"
	;;
*) usage ;;
esac
