# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# targets.sh - the sections "x86_64" and "arm64": the series on real architectures
#
# User Mode Linux is x86_64 code that other sections link and run. So for x86_64, only the
# objects of the series and of the drivers that it changes are compiled. arm64 has 16 KiB
# pages, as Apple's chips do, and boots in QEMU; with --all also 4 KiB pages.

# prepare_objects ARCH OUT [FRAGMENT...]: configure a kernel of which objects will be built
prepare_objects()
{
	configure "$1" "$2" "$1" "drivers-$1" series-module "${@:3}"
	kmake "$1" "$2" modules_prepare
}

# build_objects ARCH OUT COMMIT AM|M: compile each file that the series adds (A) or changes (M)
# up to COMMIT
build_objects()
{
	local o objs=()

	prepare_objects "$1" "$2" series-debug
	while IFS= read -r o; do
		case $1/$o in
		x86_64/*/imagination/*|x86_64/*/etnaviv/*|x86_64/*/msm/*|x86_64/*/omapdrm/*|x86_64/*/tegra/*) continue ;;	# not for x86_64
		arm64/*/ttm/*|arm64/*/amdxdna/*|arm64/*/i915/*|arm64/*/gma500/*) continue ;;
		*/armada/*) continue ;;	# only for 32-bit ARM
		*/arch/um/*|*/lib/logic_iomem.c|*/asahi/sim/sim_dma.c) continue ;;	# only for User Mode Linux
		arm64/kernel/events/*) continue ;;	# that configuration has no perf events
		"$1"/tools/*) continue ;;	# programs
		esac
		objs+=("${o%.c}.o")
	done < <(git -C "$TREE" diff --no-renames --diff-filter="$4" --name-only agx-base "$3" | grep '\.c$')
	quiet_build "$1" "$2" "${objs[@]}"
}

# build_target ARCH OUT module|builtin FRAGMENT...: build a kernel with the series as modules
# or built in. Both share a folder, so that the second one compiles only what differs.
build_target()
{
	local arch=$1 out=$2 how=$3

	shift 3
	configure "$arch" "$out" "$arch" "$@" "series-$how"
	quiet_build "$arch" "$out"
}

sec_x86_64()
{
	part "x86_64/series and changed drivers" build_objects x86_64 x86_64-objects HEAD AM
	[ -n "$ALL" ] || return 0
	# The section guest boots the same kernel with modules.
	part "x86_64/module" build_target x86_64 x86_64-debug module debug debug-x86_64
	part "x86_64/builtin" build_target x86_64 x86_64-debug builtin debug debug-x86_64
}

# boot_arm64 OUT: run KUnit; kunit.py has the rest of QEMU's command line
boot_arm64()
{
	exec_kunit "$1" --arch=arm64 --qemu_args="-smp $JOBS"
}

sec_arm64()
{
	part "arm64/changed drivers" build_objects arm64 arm64-objects HEAD M
	[ -z "$ALL" ] || part "arm64/module" build_target arm64 arm64 module
	part "arm64/builtin" build_target arm64 arm64 builtin
	[ "$STEP_RC" -eq 0 ] || return 0
	part "arm64/boot, 16 KiB pages" boot_arm64 arm64
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/arm64/results" arm64/
	[ -n "$ALL" ] || return 0
	part "arm64/builtin, 4 KiB pages" build_target arm64 arm64-4k builtin arm64-4k
	[ "$STEP_RC" -eq 0 ] || return 0
	part "arm64/boot, 4 KiB pages" boot_arm64 arm64-4k
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/arm64-4k/results" arm64-4k/
}
