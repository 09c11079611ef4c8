#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# ci/bisect, ci/matrix and ci/history with VMs that are made up: TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export FAKE=$work/fake XDPCHECK_VM=$root/harness/test/fake_vm.sh XDPCHECK_KERNEL=$work/kernels
export XDPCHECK_BISECT=$work/bisect OUT=$work/out DOCS=$work/docs XDPCHECK=$root/xdpcheck
unset MAKEFLAGS KERNELS NICS ONLY QEMU
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
mkdir "$FAKE"
number=0

# One test: this exit status, and these words in what the command prints.
check() { # NAME STATUS WORDS COMMAND...
	local name=$1 want=$2 words=$3 said status
	shift 3
	said=$("$@" 2>&1)
	status=$?
	number=$((number + 1))
	if [ "$status" != "$want" ] || [[ $said != *"$words"* ]]; then
		said="status $status, not $want, or not '$words':"$'\n'"$said"
		echo "# ${said//$'\n'/$'\n'# }"
		printf 'not '
	fi
	echo "ok $number $name"
}

# A step of git on a kernel with this fate.
step() { # FATES [OPTION...]
	local fates=$1
	shift
	(cd "$work" && "$root/ci/bisect" --build "echo $fates >image" --image image \
		--only tx.a "$@")
}

steps() {
	check "good" 0 "good: pass" step pass
	check "bad, with the sentence" 1 'bad: fail: tx.a/native/xsk/tiny/1: it said "no", {"st' \
		step fail
	check "known is good" 0 "--strict makes that bad" step known
	check "known is bad with --strict" 1 "bad: known: tx.a" step known --strict
	check "skipped" 125 "cannot tell: skipped: no zero-copy" step skip
	check "skipped is bad if asked for" 1 "bad: skip" step skip --bad fail,skip
	check "some skipped" 0 "1 passed, 0 known, 1 skipped" step some
	check "not there" 125 "no instance of veth is named 'tx.a'" step absent
	check "error" 128 "abort: error: tx.a/native/xsk/tiny/1: no memory" step error
	check "does not boot" 125 \
		"cannot tell: vm: the kernel does not boot: Kernel panic - no init" step noboot
	check "passed, and died of something else" 125 "died once more" step cut
	check "no QEMU" 128 "abort: deps: not root" step noqemu
	check "QEMU ended" 128 "QEMU ended with status 1: qemu-system-x86_64: no such" step silent
	check "an image that the VM does not take" 128 "abort: kernel: " step gone
	check "another device" 0 "good: pass" step pass --nic virtio_net:mq
	check "all of three boots" 0 "boot 3 of 3; bad if any is" step "pass pass pass" --repeat 3
	check "the last of three boots" 1 "boot 3 of 3; bad if any is" \
		step "pass pass fail" --repeat 3
	check "the first of three boots" 1 "boot 1 of 3" step "fail pass pass" --repeat 3
	check "one boot of three cannot tell" 125 "boot 2 of 3" \
		step "pass noboot pass" --repeat 3
	check "bad even if one boot cannot tell" 1 "boot 3 of 3" \
		step "noboot pass fail" --repeat 3
	check "does not build" 125 "*** No rule to make target 'that'" \
		"$root/ci/bisect" --build 'make that' --image image --only tx.a
	check "no make" 128 "abort: 'make-nothing' ended with status 127" \
		"$root/ci/bisect" --build make-nothing --image image --only tx.a
	check "no image" 128 "abort: 'true' made no" \
		"$root/ci/bisect" --build true --image "$work/none" --only tx.a
	check "no VM" 128 "abort: " env XDPCHECK_VM="$work/none" \
		"$root/ci/bisect" --build true --image "$work/image" --only tx.a
	check "no case" 128 "say which case" "$root/ci/bisect" --build true --image "$work/image"
	check "an option without its value" 128 "--nic wants a value" step pass --nic
	check "an unknown option" 128 "unknown option '--dev'" step pass --dev
	check "no times" 128 "--repeat takes a number" step pass --repeat 0
	check "an unknown status" 128 "--bad takes" step pass --bad error
}

# A tree of kernels, of which the fifth is the first bad one, and the second does
# not boot.
tree() {
	local fate commit=0
	git init -q "$work/tree" && cd "$work/tree" || return
	git config user.name xdpcheck
	git config user.email xdpcheck@localhost
	for fate in pass noboot pass pass fail fail; do
		commit=$((commit + 1))
		echo $commit >count
		echo $fate >source
		git add count source
		git commit -qm "commit $commit" || return
	done
	git bisect start HEAD HEAD~5 &&
		git bisect run "$root/ci/bisect" --build 'cp source image' --image image --only tx.a
	git log -1 --format='the first bad is %s' refs/bisect/bad
}

# Releases with their fates, oldest first, as ci/kernel would list them.
releases() { # RELEASE=FATE...
	rm -f "$FAKE"/*
	printf '#!/bin/sh\ncat <<END\n' >"$work/kernels"
	for one; do
		echo "${one#*=}" >"$FAKE/${one%%=*}"
		echo "${one%%=*} amd64 sid ${one%%=*}-1"
		echo "${one%%=*} cloud-amd64 sid ${one%%=*}-1"
	done | sort -r >>"$work/kernels"
	echo END >>"$work/kernels"
	chmod +x "$work/kernels"
}

search() { # A..B [OPTION...]
	local range=$1
	shift
	"$root/ci/bisect" --packages "$range" --only tx.a "$@"
}

boots() { # A..B
	search "$1" >/dev/null
	wc -l <"$FAKE/boots"
}

searches() {
	releases 6.12.{8,9,10,11}=pass 6.12.{12,13,100}=fail 6.13.1=pass
	check "the first bad release" 0 "6.12.12 is the first bad release" search 6.12.8..6.12.100
	check "with both sentences" 0 $'6.12.11: pass\nbisect:   6.12.12: fail: tx.a' \
		search 6.12.8..6.12.100
	check "over two series" 1 "both ends are good" search 6.12.8..6.13.1
	check "ends that are not there" 0 "7 releases, from 6.12.8 to 6.12.100" \
		search 6.12..6.12.200
	check "both ends alike" 1 "both ends are bad: there is no change" search 6.12.12..6.12.100
	check "no such releases" 128 "no two kernels of Debian are known" search 5.1..5.2
	check "no range" 2 "--packages takes A..B" search 6.12.8
	check "packages and a build" 2 "--packages goes without" search 6.1..6.2 --image image
	rm "$FAKE/boots"
	check "few boots" 0 4 boots 6.12.8..6.12.100
	releases 6.1.1=fail 6.1.{2,3}=pass
	check "the first good release" 0 "6.1.2 is the first good release" search 6.1.1..6.1.3
	releases 6.1.1=pass 6.1.2=gone 6.1.3=noboot 6.1.4=skip 6.1.5=fail 6.1.6=fail
	check "some releases that cannot be told" 0 "6.1.5, or one of those" search 6.1.1..6.1.6
	check "and what they said" 0 "  6.1.4: skipped: no zero-copy" search 6.1.1..6.1.6
	releases 6.1.1=pass 6.1.2=pass 6.1.3=noboot 6.1.4=fail
	check "an end that cannot be told" 125 "nothing is known of the end 6.1.3" \
		search 6.1.1..6.1.3
	releases 6.1.1=pass 6.1.2=error 6.1.3=fail
	check "trouble ends the search" 128 "6.1.2: abort: error: tx.a" search 6.1.1..6.1.3
}

page() { # WORDS: lines of the page that have them
	grep -F -- "$1" "$DOCS/matrix.md" || return
}

same_pages() {
	local i
	for i in 1 2 3; do
		ci/matrix 6.1.1 6.1.2 >/dev/null 2>&1
		cp "$DOCS/matrix.md" "$work/$i.md"
		cp "$DOCS/matrix.html" "$work/$i.html"
	done
	cmp "$work/1.md" "$work/2.md" && cmp "$work/2.md" "$work/3.md" &&
		cmp "$work/1.html" "$work/2.html" && cmp "$work/2.html" "$work/3.html"
}

# Is ended while a VM runs, by whom only its first process is known.
interrupted() {
	local matrix
	NICS=virtio_net ci/matrix 6.1.1 &
	matrix=$!
	until [ -s "$FAKE/slow" ]; do
		sleep 0.1
	done
	kill -TERM $matrix
	wait $matrix
	[ $? = 3 ] && ! kill -0 "$(<"$FAKE/slow")" 2>/dev/null && echo ended
}

matrices() {
	export NICS="virtio_net -veth,igb" JOBS=3
	releases 6.1.1=pass 6.1.2=known 6.1.3=noboot 6.1.4=cut 6.1.5=error 6.1.6=fail
	check "all passed" 0 "of 2 kernels" ci/matrix 6.1.1 6.1.2
	check "a cell" 0 "| tx | 1 | [0+1k](#igb-native-tx) |" page "| tx"
	check "three times the same page" 0 "" same_pages
	check "no difference" 0 "1 as before" \
		ci/history "$OUT"/6.1.1/{virtio_net,"-veth,igb"}/results.json
	check "a difference" 1 "pass -> known" ci/history
	check "one failed" 1 "" ci/matrix 6.1.1 6.1.6
	check "an error" 3 "" ci/matrix 6.1.1 6.1.5
	check "an error is a cell" 0 "**[1 ERROR/1](#igb-native-tx)**" page "| tx"
	check "kernels that died" 3 "" ci/matrix 6.1.3 6.1.1 6.1.4
	check "a kernel without results" 0 \
		"- 6.1.3, igb: the VM ended with status 3: vm: the kernel" page "- 6.1.3"
	check "a report that was cut off" 0 "- 6.1.4: the report is incomplete" page "- 6.1.4"
	check "in the table too" 0 "| [!](#trouble) | 1 | 1 [!](#trouble) |" page "| [igb](#igb) |"
	check "history says so too" 2 "the report is incomplete" ci/history
	check "and goes on" 2 "6.1.3/virtio_net/results.json: there is no such report"$'\n\n'"== " \
		ci/history
	releases 6.1.1=slow
	check "no VM outlives it" 0 "ended" interrupted
	check "an unknown option" 2 "unknown option '--nic'" ci/matrix --nic veth
	check "no jobs" 2 "JOBS is a number" env JOBS=0 ci/matrix 6.1.1
}

{
	steps
	if command -v git >/dev/null; then
		check "git bisect run" 0 "the first bad is commit 5" tree
	else
		echo "ok $((++number)) git bisect run # SKIP no git here"
	fi
	searches
	matrices
	echo "$number" >"$work/number"
} >"$work/tap"
echo "1..$(<"$work/number")"
cat "$work/tap"
! grep -q '^not ok' "$work/tap"
