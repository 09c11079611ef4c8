#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What all benches have in common; read by netns/KIND.sh, which makes the device
# under test and the far end of its wire. What the device redirects leaves
# through out0..out4.
#
#    peer namespace         device namespace          target namespace
#   +--------------+       +----------------+        +-----------------+
#   |        peer0 |=KIND==| dut0      out0 |========| target0         |
#   |              |       |           out1 |========| second0         |
#   +--------------+       |           out2 |========| deaf0           |
#                          | mtu 118 = out3 |========| narrow0         |
#                          | down    = out4 |========| down0           |
#                          +----------------+        +-----------------+
#
# KIND.sh up NAME [ARG]    build it in namespaces NAME-dut, NAME-peer, NAME-target
# KIND.sh down NAME        take it away
# KIND.sh status NAME      show it
# KIND.sh wire DUT PEER TARGET [MTU [IFINDEX [ARG]]]
#                          build it in existing namespaces, given by path; dut0,
#                          what it is made of, and out0.. have numbers from IFINDEX on
set -eu

usage() {
	sed -n "s/^# KIND.sh/usage: $KIND.sh/p" "${BENCH:-$(dirname "$0")/bench.sh}" >&2
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

# Their MTU is the largest with which a veth takes a program for single buffers.
targets() { # DUT TARGET
	in_ns "$1" ip -batch - <<EOF
link set lo up
link add out0 $(nth 1) mtu 3506 type veth peer name target0 mtu 3506 netns $2
link add out1 $(nth 2) mtu 3506 type veth peer name second0 mtu 3506 netns $2
link add out2 $(nth 3) mtu 3506 type veth peer name deaf0 mtu 3506 netns $2
link add out3 $(nth 4) mtu 118 type veth peer name narrow0 mtu 3506 netns $2
link add out4 $(nth 5) mtu 3506 type veth peer name down0 mtu 3506 netns $2
link set out0 up
link set out1 up
link set out2 up
link set out3 up
EOF
	in_ns "$2" ip -batch - <<EOF
link set target0 up
link set second0 up
link set deaf0 up
link set narrow0 up
link set down0 up
EOF
}

# The n-th of the numbers, in the words of ip.
nth() {
	[ -z "$first" ] || echo "index $((first + $1))"
}

wire() {
	first=${5-}
	quiet "$1" && quiet "$2" && quiet "$3"
	device "$1" "$2" "${4:-1500}" "${6-}"
	targets "$1" "$3"
}

down() {
	for ns in "$1-dut" "$1-peer" "$1-target"; do
		[ ! -e "/run/netns/$ns" ] || ip netns delete "$ns"
	done
}

up() {
	for ns in "$1-dut" "$1-peer" "$1-target"; do
		if [ -e "/run/netns/$ns" ]; then
			echo "$KIND.sh: $ns is there already; '$KIND.sh down $1' takes it away" >&2
			exit 1
		fi
	done
	trap 'down "$1"' EXIT
	for ns in "$1-dut" "$1-peer" "$1-target"; do
		ip netns add "$ns"
	done
	wire "/run/netns/$1-dut" "/run/netns/$1-peer" "/run/netns/$1-target" "" "" "${2-}"
	trap - EXIT
}

status() {
	for ns in "$1-dut" "$1-peer" "$1-target"; do
		if [ ! -e "/run/netns/$ns" ]; then
			echo "$KIND.sh: there is no $ns; '$KIND.sh up $1' makes it" >&2
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
	"$verb" "$@"
	;;
wire)
	[ $# -ge 3 ] || usage
	wire "$@"
	;;
*) usage ;;
esac
