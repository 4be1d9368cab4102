# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# programs.sh - the section "programs": Mesa, IGT and our own programs on User Mode Linux
#
# In the inner loop on the kernel that KUnit has run on; else under KASAN, lockdep,
# DEBUG_OBJECTS and kmemleak, and before them KUnit as well.

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
	local out=uml-debug rounds=50 seconds=15

	[ -z "$SOAK" ] || { rounds=1000 seconds=600; }
	[ -z "$QUICK" ] || { out=uml rounds=10 seconds=5; }
	get_root guest
	part "programs/kernel" programs_kernel
	[ "$STEP_RC" -eq 0 ] || return 0
	if [ -z "$QUICK" ]; then
		# KUnit has one CPU here; the other core gets on with what comes next.
		! wants static || { get_root tools; ahead "static/prepare clang 23" prepare_clang; get_root guest; }
		# lockdep makes some of mainline's tests of DRM fail: it provokes a back-off in each
		# ww_mutex, which they do not expect.
		KTAP=--ours part "programs/KUnit under KASAN and lockdep" exec_kunit uml-debug
		collect "$BUILD/uml-debug/results" programs/kunit/
	fi
	part "programs/prepare" prepare_share "$out" "test t8103 $rounds $seconds"
	[ "$STEP_RC" -eq 0 ] || return 0
	if [ -z "$QUICK" ]; then
		GUEST=igt part "programs/prepare for IGT" prepare_share "$out" igt t8103
		# Some of it waits for a tenth of a second and expects that something was done by
		# then; and two threads of a process do not run at once here.
		GUEST_CPUS=1 GUEST_MEM=3G GUEST=igt ahead "programs/IGT" boot uml "$out" 900
	fi
	GUEST_MEM=3G part "programs/run" boot uml "$out" $((600 + rounds * 4 + seconds * 2))
	guest_results "$out" programs/
	if [ -z "$QUICK" ]; then
		part "programs/IGT"
		collect "$(GUEST=igt share "$out")/results" programs/igt/
	fi
}

# guest_results OUT PREFIX: what the programs said, and what the suites that are modules
guest_results()
{
	local d

	d=$(share "$1")
	collect "$d/results" "$2"
	[ -d "$d/out/kunit" ] || return 0
	"$TOP/scripts/ktap" "$TREE" "$d"/out/kunit/* >"$d/kunit-results"
	collect "$d/kunit-results" "${2}kunit/"
}
