# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# programs.sh - the section "programs": Mesa, IGT and our own programs on User Mode Linux
#
# With --quick they run on the kernel that has run KUnit. Otherwise their kernel has KASAN,
# lockdep, DEBUG_OBJECTS and kmemleak, and KUnit runs on it first. A program outside the kernel
# executes the jobs of programs that draw (kunit/guest/display). On the debug kernel these are
# few, since each frame takes seconds: the others have a guest with the plain kernel.

programs_kernel()
{
	if [ -n "$QUICK" ]; then
		build_uml uml uml series-builtin $SUITES
	else
		build_uml uml-debug uml series-builtin debug uml-debug
	fi
}

# KUnit on the debug kernel. Some of mainline's suites of DRM make mistakes with locks on purpose,
# after which lockdep is off: it does not see the suites of asahi, which come later. With lockdep
# they take twice as long, so they have a boot of their own with --all only. Of these suites only
# ours count: lockdep provokes a back-off in each ww_mutex, which some of mainline's do not expect.
debug_kunit()
{
	local KTAP=--ours KUNIT_SECONDS=900

	if [ -z "$ALL" ]; then
		exec_kunit uml-debug
		return
	fi
	KUNIT_SECONDS=2700
	exec_kunit uml-debug 'asahi*'
	mv "$BUILD/uml-debug/results" "$BUILD/uml-debug/results-asahi"
	exec_kunit uml-debug '[!a]*'
	cat "$BUILD/uml-debug/results-asahi" >>"$BUILD/uml-debug/results"
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
		part "programs/KUnit under KASAN" debug_kunit
		collect "$BUILD/uml-debug/results" programs/kunit/
	fi
	run_programs programs uml "$out" 900 900
	[ -z "$ALL" ] || pressure programs
}

# run_programs SECTION uml|qemu OUT SECONDS SECONDS: our programs in a guest, and beside it
# IGT in another one, and how long these may take at most
run_programs()
{
	local rounds=50 seconds=15 submits=200 MODEL_PROGRAMS=programs

	[ -z "$SOAK" ] || { rounds=1000 seconds=600 submits=100000; }
	[ -z "$QUICK" ] || { rounds=10 seconds=5 submits=50; }
	[ "$2" = uml ] || submits=$((submits / 10))
	part "$1/prepare" prepare_share "$3" "test t8103 $rounds $seconds $submits"
	[ "$STEP_RC" -eq 0 ] || return 0
	if [ -z "$QUICK" ]; then
		GUEST=igt part "$1/prepare for IGT" prepare_share "$3" igt t8103
		[ "$STEP_RC" -eq 0 ] || return 0
		# Some of IGT's tests expect that a thing is done after a tenth of a second. And in
		# User Mode Linux two threads of a process do not run at the same time.
		GUEST_CPUS=1 GUEST_COUNTS=1 GUEST_MEM=3G GUEST=igt ahead "$1/IGT" boot "$2" "$3" "$5"
	fi
	GUEST_MEM=3G part "$1/run" boot "$2" "$3" $(($4 + rounds * 4 + seconds * 6 + submits / 2))
	guest_results "$3" "$1/"
	crash_dump "$1" "$(share "$3")/out/crash.core"
	[ -z "$QUICK" ] || return 0
	[ "$2" != uml ] || draw_all "$1"
	part "$1/IGT"
	[ "$2" != uml ] || igt_again "$1" "$(GUEST=igt share "$3")/results"
	collect "$(GUEST=igt share "$3")/results" "$1/igt/"
}

# pressure SECTION: idle programs with twice the guest's memory in buffers, and others that go on.
# With a second CPU, User Mode Linux would lose what programs write: a process that runs on the other
# CPU keeps mappings that reclaim has removed, until it enters the kernel.
pressure()
{
	local MODEL_PROGRAMS=programs

	part "$1/kernel with swap" build_uml uml-swap uml series-builtin uml-swap
	[ "$STEP_RC" -eq 0 ] || return 0
	GUEST=pressure part "$1/prepare for memory pressure" prepare_share uml-swap pressure t8103
	[ "$STEP_RC" -eq 0 ] || return 0
	GUEST_CPUS=1 GUEST_MEM=256M GUEST_SWAP=2G GUEST=pressure part "$1/memory pressure" boot uml uml-swap 600
	GUEST=pressure guest_results uml-swap "$1/pressure/"
}

# draw_all SECTION: what programs draw and calculate on each SoC, on a plain kernel. That of the
# section "kunit" may have vgem, which would have the first render node.
draw_all()
{
	part "$1/kernel for programs that draw" build_uml uml-draw uml series-builtin
	[ "$STEP_RC" -eq 0 ] || return 0
	GUEST=draw part "$1/prepare for programs that draw" prepare_share uml-draw draw t8103
	[ "$STEP_RC" -eq 0 ] || return 0
	GUEST_MEM=3G GUEST=draw part "$1/programs that draw" boot uml uml-draw 900
	[ "$STEP_RC" -ne 0 ] || compare_scenes "$1" "$(GUEST=draw share uml-draw)/out/scenes"
	GUEST=draw guest_results uml-draw "$1/draw/"
}

# compare_scenes SECTION FOLDER: are pictures of vkmark by the GPU the same as those by lavapipe?
# Lavapipe rounds colours of sRGB and between levels of textures in its own way: 97 % of the
# pixels and more differ by at most 1.
compare_scenes()
{
	local s

	for s in vertex cube texture shading; do
		part "$1/draw/picture of vkmark's $s" "$TOP/scripts/lib/picture" "$2/gpu-$s/0.png" "$2/cpu-$s/0.png" 8
	done
}

# crash_dump SECTION FILE: can the dump be read that a crash has left in the guest? If there is
# none, the guest has reported why.
crash_dump()
{
	[ -f "$2" ] || return 0
	if command -v readelf >/dev/null; then
		part "$1/readelf reads the dump of a crash" check_readelf "$2"
	else
		skip "$1/readelf reads the dump of a crash" "needs readelf (package binutils)"
	fi
	part "$1/scripts/dump reads the dump of a crash" check_crash_dump "$2"
}

check_readelf()
{
	local out

	out=$(readelf --wide --file-header --notes --segments "$1" 2>&1) || fail "readelf: $out"
	! grep -i -E 'warning|error|corrupt' <<<"$out" || fail "readelf finds mistakes in the dump"
	grep -q 'Type: *CORE' <<<"$out" && grep -q '^ *AGX *0x00000038' <<<"$out" || fail "no core file with a note AGX: $out"
	[ "$(grep -c '^ *LOAD .* R' <<<"$out")" -gt 10 ] || fail "too little memory: $out"
}

check_crash_dump()
{
	local out addr

	out=$("$TOP/scripts/dump" "$1") || fail "status $?"
	grep -q '^GPU: *t8103, G13G,' <<<"$out" || fail "it does not say which GPU it was: $out"
	grep -q -x 'crash: *the simulated firmware has crashed' <<<"$out" || fail "it does not say why: $out"
	addr=$(sed -n 's/^data: *\(0x[0-9a-f]*\) .*/\1/p' <<<"$out")
	out=$("$TOP/scripts/dump" --memory "$addr:64" "$1") || fail "it does not show the firmware's data"
	[ "$(wc -l <<<"$out")" -eq 4 ] || fail "these are not 64 bytes: $out"
	out=$("$TOP/scripts/dump" --log "$1") || fail "it does not show the log"
	grep -q ': the simulated firmware has started' <<<"$out" || fail "the log lacks a line: $out"
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
