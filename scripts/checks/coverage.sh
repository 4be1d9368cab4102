# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# coverage.sh - the section "coverage": the lines of the driver that no test executes
#
# On User Mode Linux, the suites run while the kernel boots, and the programs after that.
# Each function with lines that were not executed has to stand in kunit/coverage, with the
# reason. Whether such a line works is not known before a Mac runs it.

driver_objects() { (cd "$TREE/drivers/gpu/drm/asahi" && printf '%s\n' agx_*.c) | sed 's/\.c$//'; }

build_coverage()
{
	local out=coverage objects

	mapfile -t objects < <(driver_objects | sed 's/.*/GCOV_PROFILE_&.o=y/')
	configure um $out uml series-builtin coverage
	quiet_build um $out "${objects[@]}" linux
}

count_lines()
{
	"$TOP/scripts/coverage" "$BUILD/coverage" "$(share coverage)/out/gcov" "$TOP/kunit/coverage" \
		>"$BUILD/coverage/results" || fail "$(tail -n 1 "$BUILD/coverage/results")"
	grep -v '^ok' "$BUILD/coverage/results" || true
}

sec_coverage()
{
	get_root guest
	part "coverage/kernel that counts" build_coverage
	[ "$STEP_RC" -eq 0 ] || return 0
	part "coverage/prepare" prepare_share coverage coverage t8103
	[ "$STEP_RC" -eq 0 ] || return 0
	GUEST_KUNIT=1 GUEST_MEM=3G part "coverage/run" boot uml coverage 1200
	collect "$(share coverage)/results" coverage/run/
	part "coverage/count" count_lines
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/coverage/results" coverage/
}
