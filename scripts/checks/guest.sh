# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# guest.sh - the section "guest": the programs on x86_64 under KASAN and lockdep, in QEMU

sec_guest()
{
	local rounds=50 seconds=15

	[ -z "$SOAK" ] || { rounds=1000 seconds=600; }
	get_root guest
	part "guest/kernel with every debug option" build_guest_kernel x86_64-debug x86_64 debug debug-x86_64 series-module
	[ "$STEP_RC" -eq 0 ] || return 0
	part "guest/prepare" prepare_share x86_64-debug "test t8103 $rounds $seconds"
	[ "$STEP_RC" -eq 0 ] || return 0
	GUEST=igt part "guest/prepare for IGT" prepare_share x86_64-debug igt t8103
	[ "$STEP_RC" -eq 0 ] || return 0
	GUEST=igt GUEST_COUNTS=1 GUEST_MEM=3G ahead "guest/IGT" boot qemu x86_64-debug 2400
	GUEST_MEM=3G part "guest/run" boot qemu x86_64-debug "$((2100 + rounds * 4 + seconds * 2))"
	guest_results x86_64-debug guest/
	part "guest/IGT"
	collect "$(GUEST=igt share x86_64-debug)/results" guest/igt/
}
