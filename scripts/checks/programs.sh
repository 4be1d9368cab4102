# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# programs.sh - the section "programs": Mesa, IGT and our own programs on User Mode Linux
#
# With --quick they run on the kernel that has run KUnit. Otherwise their kernel has KASAN,
# lockdep, DEBUG_OBJECTS and kmemleak, and KUnit runs on it first.

programs_kernel()
{
	if [ -n "$QUICK" ]; then
		build_uml uml uml series-builtin $SUITES
	else
		build_uml uml-debug uml series-builtin debug uml-debug
	fi
}

sec_programs()
{
	local out=uml-debug

	[ -z "$QUICK" ] || out=uml
	get_root guest
	part "programs/kernel" programs_kernel
	[ "$STEP_RC" -eq 0 ] || return 0
	if [ -z "$QUICK" ]; then
		# KUnit uses one CPU. The other one prepares the next section.
		! wants static || { get_root tools; ahead "static/prepare clang 23" prepare_clang; get_root guest; }
		# Only our suites: lockdep provokes a back-off in each ww_mutex, and some of
		# mainline's tests of DRM fail because they do not expect that.
		KTAP=--ours part "programs/KUnit under KASAN and lockdep" exec_kunit uml-debug
		collect "$BUILD/uml-debug/results" programs/kunit/
	fi
	run_programs programs uml "$out" 600 900
}

# run_programs SECTION uml|qemu OUT SECONDS SECONDS: our programs in a guest, and beside it
# IGT in another one, and how long these may take at most
run_programs()
{
	local rounds=50 seconds=15

	[ -z "$SOAK" ] || { rounds=1000 seconds=600; }
	[ -z "$QUICK" ] || { rounds=10 seconds=5; }
	part "$1/prepare" prepare_share "$3" "test t8103 $rounds $seconds"
	[ "$STEP_RC" -eq 0 ] || return 0
	if [ -z "$QUICK" ]; then
		GUEST=igt part "$1/prepare for IGT" prepare_share "$3" igt t8103
		[ "$STEP_RC" -eq 0 ] || return 0
		# Some of IGT's tests expect that a thing is done after a tenth of a second. And in
		# User Mode Linux two threads of a process do not run at the same time.
		GUEST_CPUS=1 GUEST_COUNTS=1 GUEST_MEM=3G GUEST=igt ahead "$1/IGT" boot "$2" "$3" "$5"
	fi
	GUEST_MEM=3G part "$1/run" boot "$2" "$3" $(($4 + rounds * 4 + seconds * 2))
	guest_results "$3" "$1/"
	[ -z "$QUICK" ] || return 0
	part "$1/IGT"
	[ "$2" != uml ] || igt_again "$1" "$(GUEST=igt share "$3")/results"
	collect "$(GUEST=igt share "$3")/results" "$1/igt/"
}

# igt_again SECTION RESULTS: run the subtests of IGT that failed once more, alone, and on the
# kernel of the section "kunit". Some subtests leave 20 ms for all that the kernel does: with
# KASAN and lockdep, on a slow host, that is not enough, however often they run. What KASAN
# and lockdep find is in the kernel's log, and stays a failure.
igt_again()
{
	local failed again

	failed=$(sed -n -E 's#^not ok (t8103/[^/ ]+/[^ ]+) .*#\1#p' "$2")
	[ -n "$failed" ] || return 0
	part "$1/kernel for IGT again" build_uml uml uml series-builtin $SUITES
	[ "$STEP_RC" -eq 0 ] || return 0
	again=$(GUEST=igt-again share uml)
	GUEST=igt-again part "$1/prepare for IGT again" prepare_share uml igt-again t8103 $failed
	GUEST_CPUS=1 GUEST=igt-again part "$1/IGT again" boot uml uml 600
	[ "$STEP_RC" -eq 0 ] || return 0
	{ grep -v -F -f <(sed 's/.*/not ok & /' <<<"$failed") "$2"; cat "$again/results"; } >"$2.new"
	mv "$2.new" "$2"
}

# guest_results OUT PREFIX: collect the results of the programs and of suites in modules
guest_results()
{
	local d

	d=$(share "$1")
	collect "$d/results" "$2"
	[ -d "$d/out/kunit" ] || return 0
	"$TOP/scripts/ktap" "$TREE" "$d"/out/kunit/* >"$d/kunit-results"
	collect "$d/kunit-results" "${2}kunit/"
}
