#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The bond bench: dut0 is a bond of one veth, slave0, in the mode that is given.
#
#    dut0 - slave0 ==== peer0

device() { # DUT PEER MTU MODE
	in_ns "$1" ip -batch - <<EOF
link add dut0 $(nth 0) type bond mode ${4:-active-backup} miimon 10
link add slave0 $(nth 6) mtu $3 type veth peer name peer0 mtu $3 netns $2
link set slave0 master dut0
link set dut0 mtu $3 up
address add 192.0.2.1/24 dev dut0
EOF
	in_ns "$2" ip link set peer0 up
}

KIND=bond
# shellcheck source=netns/bench.sh
. "${BENCH:-$(dirname "$0")/bench.sh}"
