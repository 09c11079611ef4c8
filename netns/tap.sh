#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The tap bench: dut0 and peer0 are taps, and their cable is a process of xdpcheck: it
# writes into one what the other sends. Without it they have no carrier.
#
#    dut0 <--> fd  cable  fd <--> peer0

# tap NAMESPACE NAME: of a cable, or without one
tap() {
	in_ns "$1" ip link show "$2" >/dev/null 2>&1 || in_ns "$1" ip tuntap add dev "$2" mode tap
}

device() { # DUT PEER MTU
	tap "$1" dut0
	tap "$2" peer0
	in_ns "$1" ip -batch - <<EOF
link set dut0 mtu $3 up
address add 192.0.2.1/24 dev dut0
EOF
	in_ns "$2" ip -batch - <<EOF
link set peer0 mtu $3 up
EOF
}

KIND=tap
# shellcheck source=netns/bench.sh
. "${BENCH:-$(dirname "$0")/bench.sh}"
