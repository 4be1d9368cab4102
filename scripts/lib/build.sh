# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# build.sh - configurations and builds of the kernel
#
# Sourced after kernel.sh. Each build has its folder in $BUILD. ccache is in $CACHE and
# sees no absolute path, so that another clone can use its objects.

CONFIGS=$TOP/kunit/configs
export CCACHE_DIR=${CCACHE_DIR:-$CACHE/ccache} CCACHE_MAXSIZE=6G CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 CCACHE_BASEDIR=/
export CCACHE_EXTRAFILES=$BUILD/incbin
export KBUILD_BUILD_TIMESTAMP='2026-01-01' KBUILD_BUILD_VERSION=1 KBUILD_BUILD_USER=agx KBUILD_BUILD_HOST=agx

# kmake ARCH OUT ARG...: make in the tree, with output in $BUILD/OUT. The ARCH "clang" is
# x86_64 with the compiler of the userland: call get_root first.
kmake()
{
	local arch=$1 out=$BUILD/$2 cross=

	shift 2
	# ccache does not see the files that an .incbin includes.
	cat "$TREE"/drivers/gpu/drm/asahi/sim/*.dts[oi] >"$CCACHE_EXTRAFILES" 2>/dev/null || true
	if [ "$arch" = clang ]; then
		in_root make -s -C "$TREE" O="$out" ARCH=x86_64 LLVM=-23 -j"$JOBS" CC="ccache clang-23" HOSTCC="ccache clang-23" "$@"
		return
	fi
	[ "$arch" != arm64 ] || cross=aarch64-linux-gnu-
	make -s -C "$TREE" O="$out" ARCH="$arch" -j"$JOBS" CROSS_COMPILE="$cross" \
		CC="ccache ${cross}gcc" HOSTCC="ccache gcc" "$@"
}

# quiet_build ARCH OUT [TARGET...]: build; a warning is an error
quiet_build()
{
	local log=$BUILD/$2/build.log

	kmake "$@" >"$log" 2>&1 || { tail -n 30 "$log"; fail "$(grep -m 1 -E 'error:|undefined reference|Error ' "$log")"; }
	! grep -E 'warning: |WARNING: ' "$log" || fail "the build warned: $(grep -m 1 -E 'warning: |WARNING: ' "$log")"
}

# configure ARCH OUT FRAGMENT...: allnoconfig with these fragments of kunit/configs. Each
# option of a fragment has to come out as the fragment says, unless no Kconfig of the tree
# has it: the tree of an early patch lacks the options of later ones.
configure()
{
	local arch=$1 out=$BUILD/$2 key missing fragments=("${@:3}") merge=()

	mkdir -p "$out"
	fragments=("${fragments[@]/%/.config}")
	fragments=("${fragments[@]/#/$CONFIGS/}")
	key=$(hash_of "${fragments[@]}" <(kconfig_state; printf '%s\n' "$@"))
	! stamp_is "$out/agx-config" "$key" || return 0
	rm -f "$out/agx-config"
	case $arch in
	clang) merge=(in_root env ARCH=x86_64 LLVM=-23) ;;
	arm64) merge=(env ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-) ;;
	*) merge=(env ARCH="$arch") ;;
	esac
	"${merge[@]}" MAKEFLAGS=-s sh -c 'cd "$1" && shift && exec scripts/kconfig/merge_config.sh "$@"' x \
		"$TREE" -n -Q -O "$out" "${fragments[@]}" >"$out/config.log" 2>&1 ||
		{ cat "$out/config.log"; fail "merge_config.sh failed: $(tail -n 1 "$out/config.log")"; }
	missing=$(sed -n -E 's/^WARNING: (Value requested for )?CONFIG_([A-Za-z0-9_]+) .*/\2/p' "$out/config.log" | sort |
		comm -12 - <(cd "$TREE" && git grep -h -o -E '^\s*(menu)?config [A-Z0-9_a-z]+' -- '*Kconfig*' | awk '{ print $2 }' | sort -u))
	[ -z "$missing" ] || fail "the kernel's configuration did not take: $(echo $missing)"
	printf '%s' "$key" >"$out/agx-config"
}

# If its output changes, a configuration is made again.
kconfig_state()
{
	git -C "$TREE" ls-files -s -- '*Kconfig*'
	git -C "$TREE" diff HEAD -- '*Kconfig*'
}

# build_uml OUT FRAGMENT...: a kernel for User Mode Linux. It has no modules: they make each
# stack trace of a debug kernel ten times slower.
build_uml()
{
	configure um "$@"
	quiet_build um "$1" linux
}

# exec_kunit OUT [ARG...]: run KUnit with kunit.py. OUT/test.log is the console, OUT/results
# has one line a test case. $KTAP has options for scripts/ktap. Cases that are marked as slow
# are left out, unless $KUNIT_FILTER asks for them: mainline's measure time, which means nothing
# in User Mode Linux.
exec_kunit()
{
	local out=$BUILD/$1

	shift
	cd "$TREE"
	rm -f "$out/test.log"
	./tools/testing/kunit/kunit.py exec --build_dir="$out" --timeout="${KUNIT_SECONDS:-900}" --filter "${KUNIT_FILTER:-speed>slow}" --raw_output=kunit \
		--kernel_args vkms.create_default_dev=0 \
		"$@" >"$out/kunit.log" 2>&1 || true
	"$TOP/scripts/ktap" ${KTAP:-} "$TREE" "$out/test.log" >"$out/results" || fail "$(tail -n 1 "$out/kunit.log")"
	! grep '^not ok' "$out/results" || grep -B 12 '^ *not ok' "$out/test.log" || tail -n 40 "$out/test.log"
}
