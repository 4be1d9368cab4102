# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# mutants.sh - the section "mutants": lines that are broken on purpose must make a suite
# fail; one result for each line, and one for each test case that no line makes fail

run_mutants()
{
	local rc=0 args=(--timeout 30 --jobs "$JOBS") log=$BUILD/mutants.log

	# To run each mutant to its end takes twice as long.
	[ -n "$SOAK" ] || args+=(--first)
	[ -z "$SINCE" ] || args+=(--for "$(changed_files | paste -sd ,)" --budget "$MUTANT_SECONDS")
	build_uml uml uml series-builtin $SUITES
	"$TOP/scripts/mutants" "${args[@]}" "$TREE" "$BUILD/uml" >"$log" 2>&1 || rc=$?
	cat "$log"
	sed -n -E 's/^(ok [^:]*): .*/\1/p; s/^(SURVIVED|USELESS) ([^:]*): (.*)/not ok \2 - \1: \3/p
		s/^LEFT OUT (.*)/skip \1 - left out, the time is over/p' "$log" >"$BUILD/mutants.results"
	! grep -q '^mutants: ' "$log" || fail "$(sed -n 's/^mutants: //p' "$log" | tail -n 1)"
	[ "$rc" -eq 0 ] || grep -q '^not ok' "$BUILD/mutants.results" || fail "scripts/mutants failed with status $rc"
	[ -n "$SINCE" ] || grep -q '^ok' "$BUILD/mutants.results" || fail "no mutant was tried"
}

# The program that executes the GPU's jobs has mutants of its own, and unit tests.
model_mutants()
{
	local rc=0

	"$TOP/scripts/checks/model-mutants" "$TREE" "$TOP/kunit/mutants/model/gpu.txt" >"$BUILD/model-mutants.results" || rc=$?
	[ "$rc" -eq 0 ] || grep -q '^not ok' "$BUILD/model-mutants.results" || fail "model-mutants failed with status $rc"
}

# The same for lines that only the results of programs reveal: fields of commands, barriers, binds
run_program_mutants()
{
	local rc=0 log=$BUILD/program-mutants.log

	build_uml uml-draw uml series-builtin
	"$TOP/scripts/mutants" --programs --timeout 90 --jobs "$JOBS" "$TREE" "$BUILD/uml-draw" >"$log" 2>&1 || rc=$?
	cat "$log"
	sed -n -E 's/^(ok [^:]*): .*/\1/p; s/^(SURVIVED|OTHERWISE) ([^:]*): (.*)/not ok \2 - \1: \3/p' "$log" >"$BUILD/mutants.results"
	! grep -q '^mutants: ' "$log" || fail "$(sed -n 's/^mutants: //p' "$log" | tail -n 1)"
	[ "$rc" -eq 0 ] || grep -q '^not ok' "$BUILD/mutants.results" || fail "scripts/mutants failed with status $rc"
}

sec_mutants()
{
	rm -f "$BUILD/mutants.results"
	! late || { skip mutants "left out: the time is over"; return 0; }
	part "mutants/run" run_mutants
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/mutants.results" mutants/
	[ -z "$SINCE" ] || return 0
	part "mutants/model" model_mutants
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/model-mutants.results" mutants/model/
	get_root guest
	part "mutants/run programs" run_program_mutants
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/mutants.results" mutants/
}
