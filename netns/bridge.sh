#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The bridge bench: dut0 is a bridge with one port, an end of a veth pair. Frames
# to its own address are for nobody else, so that it cannot send them.
#
#    dut0 - port0 ==== peer0

device() { # DUT PEER MTU
	in_ns "$1" ip -batch - <<EOF
link add dut0 $(nth 0) mtu $3 type bridge
link add port0 $(nth 6) mtu $3 type veth peer name peer0 mtu $3 netns $2
link set port0 master dut0
link set port0 up
link set dut0 up
address add 192.0.2.1/24 dev dut0
EOF
	in_ns "$2" ip link set peer0 up
}

KIND=bridge
# shellcheck source=netns/bench.sh
. "${BENCH:-$(dirname "$0")/bench.sh}"
