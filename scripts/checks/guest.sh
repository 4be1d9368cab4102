# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# guest.sh - the section "guest": the programs on x86_64 under KASAN and lockdep, in QEMU.
# Of the programs that draw, only those of scripts/run: each frame takes seconds.

sec_guest()
{
	get_root guest
	part "guest/kernel with every debug option" build_guest_kernel x86_64-debug x86_64 debug debug-x86_64 series-module
	[ "$STEP_RC" -ne 0 ] || run_programs guest qemu x86_64-debug 3000 2400
}
