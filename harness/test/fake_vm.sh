#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Stands for ci/vm in scripts.sh. What becomes of a kernel is a word in the file
# that is its image, or in $FAKE/KERNEL: one for each boot, the last for all others.
set -eu
kernel='' nic='' out='' only=''
while [ $# -gt 0 ]; do
	case $1 in
	--kernel) kernel=$2 ;;
	--nic) nic=${2#-veth,} ;;
	--out) out=$2 ;;
	--only) only=$2 ;;
	esac
	shift
done
echo "$kernel" >>"$FAKE/boots"
fate=$kernel
[ -e "$fate" ] || fate=$FAKE/$kernel
read -ra words <"$fate"
word=${words[0]}
[ ${#words[@]} = 1 ] || echo "${words[@]:1}" >"$fate"

instance() { # STATUS [REASON] [NAME]
	printf '{"name":"%s","dev":"%s","case":"tx.a","mode":"native",' \
		"${3:-tx.a/native/xsk/tiny/1}" "${nic##*,}"
	printf '"status":"%s","reason":"%s"}' "$1" "${2-}"
}

environment() {
	printf '"environment":{"kernel":"%s"},\n' "$kernel"
	printf '"devices":[{"label":"%s"}],\n' "${nic##*,}"
}

report() { # NOT_RUN INSTANCE...
	local not_run=$1 comma=''
	shift
	printf '{"schema":1,\n"instances":['
	for instance; do
		printf '%s\n%s' "$comma" "$instance"
		comma=,
	done
	printf '\n],\n'
	environment
	printf '"summary":{"total":2,"not_run":%s,"strict":false}}\n' "$not_run"
}

mkdir -p "$out"
only=${only:-tx.a}
case $word in
pass) report 0 "$(instance pass)" >"$out/results.json" ;;
fail) report 0 "$(instance fail 'it said \"no\", {\"status\":\"pass\"}')" >"$out/results.json" ;;
known) report 0 "$(instance known 'not woken')" >"$out/results.json" ;;
skip) report 0 "$(instance skip 'no zero-copy')" >"$out/results.json" ;;
some) report 0 "$(instance pass)" "$(instance skip 'no way' tx.b)" >"$out/results.json" ;;
error)
	report 0 "$(instance error 'no memory')" >"$out/results.json"
	exit 3 ;;
absent) report 0 >"$out/results.json" ;;
cut)
	printf '{"schema":1,\n"instances":[\n%s\n]}\n' "$(instance pass)" >"$out/results.json"
	echo "vm: the kernel died once more behind 'end': BUG: bad page" >&2
	exit 3 ;;
noboot)
	echo "vm: the kernel does not boot: Kernel panic - no init; it said:" >&2
	echo "[    0.1] Kernel panic" >&2
	exit 3 ;;
noqemu)
	echo "deps: not root, so these packages could not be installed: qemu" >&2
	exit 3 ;;
slow)
	echo $$ >"$FAKE/slow"
	exec sleep 1000 ;;
silent)
	echo "vm: the console is silent: QEMU ended with status 1" >&2
	echo "qemu-system-x86_64: no such device" >&2
	exit 3 ;;
gone)
	echo "kernel: there is no kernel $kernel to fetch any more" >&2
	exit 3 ;;
esac
printf 'QEMU\nLinux (none) %s #1 SMP x86_64\n' "$kernel" >"$out/kernel.txt"
echo "$kernel: 1 result"
case $word in
fail) exit 1 ;;
skip|absent) exit 4 ;;
esac
