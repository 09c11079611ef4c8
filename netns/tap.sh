#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The tap bench: dut0 and peer0 are taps; what is sent on one, `xdpcheck cable`
# writes into the other.
#
#    dut0 <--> fd  xdpcheck cable  fd <--> peer0

device() { # DUT PEER MTU
	in_ns "$1" ip -batch - <<EOF
tuntap add dev dut0 mode tap
link set dut0 mtu $3 up
address add 192.0.2.1/24 dev dut0
EOF
	in_ns "$2" ip -batch - <<EOF
tuntap add dev peer0 mode tap
link set peer0 mtu $3 up
EOF
}

KIND=tap
# shellcheck source=netns/bench.sh
. "${BENCH:-$(dirname "$0")/bench.sh}"
