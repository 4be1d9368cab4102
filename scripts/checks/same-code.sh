# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# same-code.sh - the section "same-code": typed calls compile to the instructions of the
# raw kref calls

# same_code OUT COMMAND...
same_code()
{
	local out=$1 rc=0 said

	shift
	said=$("$@" "$TREE" "$BUILD/$out" 2>&1) || rc=$?
	printf '%s\n' "$said"
	[ "$rc" -eq 0 ] || fail "$(grep -m 1 -E 'DIFFERS|same-code:' <<<"$said")"
}

# A typed function with an instruction more has to be reported.
same_code_planted()
{
	local d=$SCRATCH/same-code said

	cp -r "$TOP/kunit/compile/same-code" "$d"
	sed -i 's/^\ttyped_put(typed_take(p));/\tp->value++;\n&/' "$d/same-code.c"
	! said=$("$TOP/kunit/compile/same-code/compare" --source "$d" "$TREE" "$BUILD/x86_64-plain" 2>&1) ||
		fail "a typed function with an instruction more is said to be identical"
	grep -q DIFFERS <<<"$said" || { printf '%s\n' "$said"; fail "the planted difference is not named"; }
}

sec_same_code()
{
	local arch

	get_root tools
	part "same-code/prepare clang 23" prepare_clang
	# Unlike the kernels of the guests, these have no debug options. They are not built.
	for arch in x86_64 arm64; do
		part "same-code/prepare $arch" prepare_objects "$arch" "$arch-plain"
		part "same-code/$arch gcc" same_code "$arch-plain" "$TOP/kunit/compile/same-code/compare"
	done
	part "same-code/x86_64 clang" same_code clang in_root "$TOP/kunit/compile/same-code/compare"
	part "same-code/planted difference" same_code_planted
}
