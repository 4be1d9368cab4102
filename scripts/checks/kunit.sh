# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# kunit.sh - the section "kunit": the suites on User Mode Linux

run_kunit()
{
	build_uml uml uml series-builtin $SUITES
	exec_kunit uml "$KUNIT_GLOB"
	[ -z "$QUICK" ] && [ "$KUNIT_GLOB" = '*' ] || return 0
	# Our slow cases wait for firmware that does not answer
	mv "$BUILD/uml/results" "$BUILD/uml/results-fast"
	KUNIT_FILTER='speed<normal' exec_kunit uml 'asahi*' ${SOAK:+--kernel_args=asahi_kunit.fuzz_inputs=1000000}
	cat "$BUILD/uml/results-fast" >>"$BUILD/uml/results"
}

sec_kunit()
{
	[ -n "$SUITES" ] || skip uml/drm-and-ttm "--quick leaves out mainline's suites, and our cases in two of them"
	step "KUnit on UML" run_kunit
	if [ "$STEP_RC" -eq 0 ]; then collect "$BUILD/uml/results" uml/; else not_ok "KUnit on UML" "$FAILED_WHY"; fi
}
