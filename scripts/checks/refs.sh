# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# refs.sh - the section "refs": small programs with mistakes that Clang's analysis and the
# series' coccinelle rules must report, and their correct twins, of which they must not

# expect KIND ARG...: one result for each program, in $BUILD/KIND.results
expect()
{
	local out

	out=$(in_root "$TOP/scripts/expect-check" "$@" || true)
	printf '%s\n' "$out"
	sed -n -E 's/^ok +([^:]*): .*/ok \1/p; s/^WRONG ([^:]*): (.*)/not ok \1 - \2/p' <<<"$out" >"$BUILD/$1.results"
	grep -q '^ok' "$BUILD/$1.results" || fail "no program was looked at: $(tail -n 1 <<<"$out")"
}

sec_refs()
{
	get_root tools
	part "refs/prepare clang 23" prepare_clang
	[ "$STEP_RC" -eq 0 ] || return 0
	part "refs/compile" expect refs "$TREE" "$BUILD/clang"
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/refs.results" refs/
	part "refs/coccinelle rules" expect cocci "$TREE"
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/cocci.results" rules/
}
