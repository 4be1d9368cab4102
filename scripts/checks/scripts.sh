# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts.sh - the section "scripts": mistakes of the scripts that would hurt their users

# says STATUS TEXT COMMAND...: COMMAND exits with STATUS and prints TEXT. If it fails, it
# prints one line.
says()
{
	local status=$1 text=$2 out rc=0

	shift 2
	out=$(AGX_BUILD=$SCRATCH/says "$@" 2>&1) || rc=$?
	[ "$rc" -eq "$status" ] || fail "$*: exit status $rc instead of $status: $out"
	grep -q -e "$text" <<<"$out" || fail "$*: does not say '$text': $out"
	[ "$status" -eq 0 ] || [ "$(wc -l <<<"$out")" -eq 1 ] || fail "$*: more than one line: $out"
}

check_usage()
{
	local s

	for s in run test tree export cost; do
		says 0 '^Usage: scripts/' "$TOP/scripts/$s" --help
		says 1 'see --help' "$TOP/scripts/$s" --no-such-option
	done
	says 1 "unknown SoC 't9999'; known are: t8103" "$TOP/scripts/run" --soc t9999
	says 1 "unknown section 'nonsense'" "$TOP/scripts/test" --only nonsense
	says 1 "no commit 'no-such-ref'" "$TOP/scripts/run" --kernel "$KERNEL@no-such-ref"
	says 1 'not of the form' "$TOP/scripts/export" --from no-mail --to "$SCRATCH/x"
}

# If the series does not fit a kernel, the message names the patch and the file. No tree
# is left that the next run could take for a complete one.
check_misfit()
{
	local k=$SCRATCH/misfit out rc=0 tree commit d=$SCRATCH/says-misfit

	git clone -q --shared --no-checkout "$KERNEL" "$k"
	tree=$(git -C "$k" ls-tree "$BASE" MAINTAINERS Makefile | git -C "$k" mktree)
	commit=$(git -C "$k" -c user.name=x -c user.email=x@example.org commit-tree -m 'next to nothing' "$tree")
	git -C "$k" tag misfit "$commit"
	out=$(AGX_BUILD=$d "$TOP/scripts/tree" --kernel "$k@misfit" 2>&1) || rc=$?
	[ "$rc" -eq 1 ] || fail "a series that does not apply gives status $rc: $out"
	tail -n 1 <<<"$out" | grep -q 'patches/.*\.patch does not apply to .*: [^ ]*: ' ||
		fail "patch and file are not named: $(tail -n 1 <<<"$out")"
	[ -z "$(find "$d" -maxdepth 1 -name '*tree*')" ] || fail "an incomplete tree was left behind"
}

check_full_disk()
{
	local m=$SCRATCH/small out rc=0

	mkdir -p "$m"
	out=$(unshare -m bash -c '
		mount -t tmpfs -o size=4m tmpfs "$1" && AGX_BUILD=$1 "$2"/scripts/tree' x "$m" "$TOP" 2>&1) || rc=$?
	[ "$rc" -eq 1 ] || fail "a full disk gives status $rc: $out"
	[[ $out == *'GB are needed'* ]] && [ "$(wc -l <<<"$out")" -eq 1 ] || fail "a full disk is not named in one line: $out"
}

check_no_network()
{
	local out rc=0 d=$SCRATCH/no-net

	mkdir -p "$d"
	out=$(unshare -n env AGX_BUILD="$d" AGX_CACHE="$d/cache" "$TOP/scripts/tree" 2>&1) || rc=$?
	[ "$rc" -eq 1 ] || fail "no network gives status $rc: $out"
	tail -n 1 <<<"$out" | grep -q 'mirror does not answer\|no network' || fail "no network is not named: $(tail -n 1 <<<"$out")"
	[ -z "$(find "$d/cache" -maxdepth 1 -name 'linux-*' ! -name '*.lock')" ] || fail "an incomplete kernel was left behind"
	rm -rf "$d"
}

check_shellcheck()
{
	cd "$TOP"
	shellcheck -x -S warning -P scripts:. scripts/run scripts/test scripts/tree scripts/export scripts/cost \
		kunit/guest/job kunit/guest/display kunit/guest/init .ci/run
}

# The graph has every object of the sample.
check_lifetimes()
{
	local sample=$TOP/kunit/lifetimes/sample.txt graph=$SCRATCH/lifetimes.dot o

	"$TOP/scripts/lifetimes" "$sample" >"$graph"
	for o in $(sed -n 's/^  \([a-z_]*#[0-9]*\) .*/\1/p' "$sample"); do
		grep -q -F "${o/\#/ #}" "$graph" || fail "$o is not in the graph"
	done
	! echo 'no such thing' | "$TOP/scripts/lifetimes" >"$graph" 2>&1 || fail "nonsense is accepted as input"
}

# What a user sees of a dump, and of a file that is none
check_dump()
{
	local sample=$SCRATCH/dump.core bad=$SCRATCH/dump.bad version

	for version in 12 13; do
		"$TOP/kunit/dump/sample" $version >"$sample"
		says 0 "^firmware: *$version\." "$TOP/scripts/dump" "$sample"
		says 0 '^crash: *terrible$' "$TOP/scripts/dump" "$sample"
		says 0 '^channel: *event: 2 not read, from 255 on$' "$TOP/scripts/dump" "$sample"
		says 0 '^  ffffffaf00000000 .* 0x0  gpu --  fw rw  device$' "$TOP/scripts/dump" "$sample"
		says 0 ' 7 critical: a \.\[1mbold one$' "$TOP/scripts/dump" --log "$sample"
		says 0 '^ffffffae00003ff8 .*  ....@.......some$' "$TOP/scripts/dump" --memory ffffffae00003ff8:16 "$sample"
		! command -v readelf >/dev/null || says 0 '^ *AGX *0x00000038' readelf --wide --notes "$sample"
	done
	says 0 '^usage: dump' "$TOP/scripts/dump" --help
	says 1 'does not have the memory at 0xffffffaf00000000' "$TOP/scripts/dump" --memory ffffffaf00000000 "$sample"
	says 1 'does not have the memory at 0x1000' "$TOP/scripts/dump" --memory 1000:16 "$sample"
	says 1 'is not ADDR or ADDR:SIZE' "$TOP/scripts/dump" --memory here "$sample"
	says 1 'not an ELF file' "$TOP/scripts/dump" "$TOP/README.md"
	says 1 'No such file' "$TOP/scripts/dump" "$SCRATCH/no-such-file"
	for version in 63 100 20000; do
		head -c $version "$sample" >"$bad"
		says 1 'truncated: ' "$TOP/scripts/dump" "$bad"
	done
	{ head -c 5 "$sample"; printf '\2'; tail -c +7 "$sample"; } >"$bad"
	says 1 'little endian' "$TOP/scripts/dump" "$bad"
	{ head -c 18 "$sample"; printf '\76'; tail -c +20 "$sample"; } >"$bad"
	says 1 'core file for AArch64' "$TOP/scripts/dump" "$bad"
}

sec_scripts()
{
	part "shellcheck" check_shellcheck
	part "usage and bad arguments" check_usage
	part "a kernel that the series does not fit" check_misfit
	part "a full disk" check_full_disk
	part "no network" check_no_network
	part "lifetimes draws its sample" check_lifetimes
	part "dump reads its sample" check_dump
}
