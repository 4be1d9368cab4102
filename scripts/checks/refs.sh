# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# refs.sh - the section "refs": mistakes with typed references are reported
#
# kunit/compile and kunit/cocci have small programs with mistakes. Clang's analysis, gcc or
# the series' coccinelle rules must report them, and must be silent about the correct twins.
# And each function that takes or returns a typed reference must say what happens to it.

# expect FILE COMMAND...: run COMMAND, and write one result for each program to FILE
expect()
{
	local results=$1 out

	shift
	out=$("$@" || true)
	printf '%s\n' "$out"
	sed -n -E 's/^ok +([^:]*): .*/ok \1/p; s/^WRONG ([^:]*): (.*)/not ok \1 - \2/p' <<<"$out" >"$results"
	grep -q '^ok' "$results" || fail "no program was looked at: $(tail -n 1 <<<"$out")"
}

# programs PREFIX PART COMMAND...: a part with one result for each program
programs()
{
	part "refs/$2" expect "$BUILD/$1.results" "${@:3}"
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/$1.results" "$1/"
}

build_analysed()
{
	local targets=()

	mapfile -t targets < <(analysed | cut -d ' ' -f 2 | sed 's#\.c$#.o#; t; s#$#/#')
	[ ${#targets[@]} -gt 0 ] || fail "the series turns on context analysis for no file"
	quiet_build clang clang "${targets[@]}"
}

# typed_folders: the analysed folders with files that include kref_typed.h
typed_folders()
{
	local dir

	for dir in $(analysed | cut -d ' ' -f 1 | sort -u); do
		! grep -q -s 'include/linux/kref_typed\.h' "$BUILD/clang/$dir"/.*.o.cmd || printf '%s\n' "$dir"
	done
}

unannotated()
{
	local paths=() out

	mapfile -t paths < <(cd "$TREE" && analysed | awk -v dir="$1" '$1 == dir { print $2 }' |
		xargs -I PATH find PATH -maxdepth 1 -name '*.c' ! -path "$UML_ONLY" | sort)
	out=$(in_root "$TOP/kunit/compile/unannotated/check" "$TREE" "$BUILD/clang" "${paths[@]}" 2>&1) ||
		{ printf '%s\n' "$out"; fail "$(tail -n 1 <<<"$out"), see $(head -n 1 <<<"$out")"; }
	printf '%s\n' "$out"
}

sec_refs()
{
	local dir dirs=() check=$TOP/kunit/compile/expect-check

	get_root tools
	part "refs/prepare clang 23" prepare_clang
	[ "$STEP_RC" -eq 0 ] || return 0
	programs clang clang in_root "$check" refs "$TREE" "$BUILD/clang"
	programs guards guards in_root "$check" refs "$TREE" "$BUILD/clang" "$TOP/kunit/compile/guards"
	# The section same-code has the same build.
	part "refs/prepare gcc" prepare_objects x86_64 x86_64-plain
	programs gcc gcc "$check" gcc "$TREE" "$BUILD/x86_64-plain"
	programs page "table in lifetimes.rst" "$check" page "$TREE"
	programs unannotated "programs for the check for annotations" in_root "$check" unannotated "$TREE" "$BUILD/clang"
	part "refs/build what is analysed" build_analysed
	if [ "$STEP_RC" -eq 0 ]; then
		mapfile -t dirs < <(typed_folders)
		[ ${#dirs[@]} -gt 0 ] || not_ok "refs/unannotated" "no folder sees typed references"
		for dir in "${dirs[@]}"; do
			part "refs/unannotated: $dir" unannotated "$dir"
		done
	fi
	programs rules "coccinelle rules" in_root "$check" cocci "$TREE"
}
