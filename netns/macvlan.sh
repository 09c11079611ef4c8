#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The macvlan bench: dut0 is a private macvlan of one end of a veth pair.
#
#    dut0 - lower0 ==== peer0

device() { # DUT PEER MTU
	in_ns "$1" ip -batch - <<EOF
link add lower0 $(nth 6) mtu $3 type veth peer name peer0 mtu $3 netns $2
link add link lower0 name dut0 $(nth 0) type macvlan mode private
link set lower0 up
link set dut0 up
address add 192.0.2.1/24 dev dut0
EOF
	in_ns "$2" ip link set peer0 up
}

KIND=macvlan
# shellcheck source=netns/bench.sh
. "${BENCH:-$(dirname "$0")/bench.sh}"
