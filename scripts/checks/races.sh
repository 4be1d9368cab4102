# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# races.sh - the section "races": the library, and with --soak the driver, under KCSAN
#
# kunit.py would ask for KVM on x86_64, so QEMU is started here.

build_races()
{
	configure x86_64 races races
	quiet_build x86_64 races bzImage
}

# boot_races SECONDS: run the library's suites under KCSAN and lockdep, on four CPUs on any
# host. The torture takes SECONDS by the guest's clock. That clock only counts ticks, so it
# is slow when the host is busy.
boot_races()
{
	local d=$BUILD/races log=$BUILD/races/test.log limit=$(($1 * 3 + 600)) rc=0

	timeout "$limit" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 4,sockets=4 -m 1G \
		-nodefaults -no-reboot -display none -serial stdio -kernel "$d/arch/x86/boot/bzImage" \
		-append "console=ttyS0 earlyprintk=serial kunit_shutdown=reboot panic=-1 kunit.timeout=$limit kref_torture.seconds=$1" |
		tr -d '\r' >"$log" || rc=$?
	[ "$rc" -ne 124 ] || fail "KUnit under KCSAN did not finish within $limit s"
	# Without KCSAN, or with one CPU, the run would find nothing.
	grep -q 'Brought up 1 node, 4 CPUs' "$log" || fail "not four CPUs: $(grep -m 1 'Brought up' "$log" || tail -n 1 "$log")"
	grep -q 'kcsan: enabled' "$log" || fail "KCSAN is not on: $(tail -n 1 "$log")"
	"$TOP/scripts/ktap" "$TREE" "$log" >"$d/results"
	sed -n 's/.*# kref_torture_run: //p' "$log"
}

# The objects that KCSAN checks in the guest: the series, and parts of DRM that it uses
kcsan_objects()
{
	(
		cd "$TREE"
		our_sources | grep -v -e '/tests/' -e '_kunit\.c$' -e '^lib/tests/'
		ls drivers/gpu/drm/drm_{gem,gem_shmem_helper,gpuvm,prime,vma_manager,file,drv,syncobj}.c drivers/dma-buf/dma-{buf,resv,fence}.c
	) | sed 's#.*/\(.*\)\.c$#KCSAN_SANITIZE_\1.o=y#' | sort -u
}

build_races_guest()
{
	mapfile -t GUEST_VARIABLES < <(echo KCSAN_SANITIZE=n; kcsan_objects)
	build_guest_kernel x86_64-kcsan x86_64 run kcsan
}

# Processes that use the driver at random, on four CPUs on any host
races_stress()
{
	local seconds=600

	get_root guest
	part "races/kernel with KCSAN for the guest" build_races_guest
	[ "$STEP_RC" -eq 0 ] || return 0
	part "races/prepare" prepare_share x86_64-kcsan "stress t8103 0 $seconds"
	[ "$STEP_RC" -eq 0 ] || return 0
	GUEST_CPUS=4 GUEST_MEM=3G part "races/stress for $seconds s" boot qemu x86_64-kcsan $((seconds * 3 + 900))
	collect "$(share x86_64-kcsan)/results" races/
}

sec_races()
{
	local seconds=5

	[ -z "$SOAK" ] || seconds=600
	part "races/kernel with KCSAN and lockdep" build_races
	[ "$STEP_RC" -eq 0 ] || return 0
	part "races/boot, torture for $seconds s" boot_races "$seconds"
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/races/results" races/
	[ -z "$SOAK" ] || races_stress
}
