#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The bench of two ports that are cabled: their names are the argument, and they
# are in their namespaces already. Promiscuous, so that no filter of theirs matters.

device() { # DUT PEER MTU DEVICE,PEER
	in_ns "$1" ip -batch - <<EOF
link set ${4%,*} promisc on up
address add 192.0.2.1/24 dev ${4%,*}
EOF
	in_ns "$2" ip link set "${4#*,}" promisc on up
}

KIND=nic
# shellcheck source=netns/bench.sh
. "${BENCH:-$(dirname "$0")/bench.sh}"
