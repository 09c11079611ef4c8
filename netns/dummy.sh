#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The dummy bench: dut0 has no wire, and nothing ever comes in by it.

device() { # DUT PEER MTU
	in_ns "$1" ip -batch - <<EOF
link add dut0 $(nth 0) mtu $3 type dummy
link set dut0 up
address add 192.0.2.1/24 dev dut0
EOF
}

KIND=dummy
# shellcheck source=netns/bench.sh
. "${BENCH:-$(dirname "$0")/bench.sh}"
