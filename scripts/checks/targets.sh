# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# targets.sh - the sections "x86_64" and "arm64": the series on real architectures
#
# What is built as a whole, linked and run on x86_64 is User Mode Linux: here the objects
# of the series are compiled, and those of the drivers that it changes. arm64 has 16 KiB
# pages, as Apple's chips do, and boots in QEMU.

# prepare_objects ARCH OUT [FRAGMENT...]
prepare_objects()
{
	configure "$1" "$2" "$1" "drivers-$1" series-module "${@:3}"
	kmake "$1" "$2" modules_prepare
}

# build_objects ARCH OUT COMMIT AM|M: each file that the series adds or changes up to COMMIT,
# or only those that it changes; of the drivers that it changes no more than these files,
# for xe alone would take longer than the rest
build_objects()
{
	local o objs=()

	prepare_objects "$1" "$2" series-debug
	while IFS= read -r o; do
		case $1/$o in
		x86_64/*/imagination/*|x86_64/*/etnaviv/*|x86_64/*/msm/*|x86_64/*/tegra/*) continue ;;	# not on this one
		arm64/*/xe/*|arm64/*/ttm/*|arm64/*/amdxdna/*) continue ;;
		*/xe/tests/*|tools/*) continue ;;	# included by the file that it tests
		esac
		objs+=("${o%.c}.o")
	done < <(git -C "$TREE" diff --no-renames --diff-filter="$4" --name-only agx-base "$3" | grep '\.c$')
	quiet_build "$1" "$2" "${objs[@]}"
}

# build_target ARCH OUT module|builtin FRAGMENT...: both ways share a folder, so that the
# second one builds only what differs
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

boot_arm64()
{
	# kunit.py knows the machine; it has as many CPUs as the host, and TCG.
	exec_kunit arm64 --arch=arm64 --qemu_args="-smp $JOBS"
}

sec_arm64()
{
	part "arm64/changed drivers" build_objects arm64 arm64-objects HEAD M
	[ -z "$ALL" ] || part "arm64/module" build_target arm64 arm64 module
	part "arm64/builtin" build_target arm64 arm64 builtin
	[ "$STEP_RC" -eq 0 ] || return 0
	part "arm64/boot, 16 KiB pages" boot_arm64
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/arm64/results" arm64/
}
