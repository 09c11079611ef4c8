#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The veth bench: dut0 and peer0 are the ends of a veth pair.

device() { # DUT PEER MTU
	in_ns "$1" ip -batch - <<EOF
link add dut0 $(nth 0) mtu $3 type veth peer name peer0 mtu $3 netns $2
address add 192.0.2.1/24 dev dut0
link set dut0 up
EOF
	in_ns "$2" ip link set peer0 up
}

KIND=veth
# shellcheck source=netns/bench.sh
. "${BENCH:-$(dirname "$0")/bench.sh}"
