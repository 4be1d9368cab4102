# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# vm.sh - the Debian userland and the QEMU guests of scripts/run and scripts/test
#
# Sourced after common.sh. The userland (Debian sid) serves twice: as the root
# of the guest, read-only over 9p, and as a chroot with tools that the host's
# release does not have (clang-23, current sparse and coccinelle, b4).

SUITE=sid
GUEST_PACKAGES=(igt-gpu-tools-tests mesa-vulkan-drivers vulkan-tools kmod perl-base mount util-linux procps)
TOOL_PACKAGES=(clang-23 lld-23 llvm-23 sparse coccinelle libpython3-dev b4 make gcc libc6-dev bc flex bison
	libelf-dev libssl-dev git python3 perl ccache patch)
VM_PACKAGES=(mmdebstrap qemu-system-x86 debian-archive-keyring libvulkan-dev)

# root_key: what a userland is made from
root_key()
{
	printf '%s %s %s' "$SUITE" "$*" "$(date +%Y-%m)" | sha256sum | cut -c 1-16
}

make_root()
{
	local dir=$1 tmp=$BUILD/root.tmp mirror opts=() line

	shift
	mirror=$(debian_mirror)
	while IFS= read -r line; do
		[ -z "$line" ] || opts+=("--aptopt=$line")
	done < <(apt_policy)
	# The key of the suite is in every release's keyring; Debian 12's own
	# keyring package is recent enough through its point releases.
	rm -rf "$tmp"
	mmdebstrap --quiet --variant=apt "${opts[@]}" --include="$(IFS=,; echo "$*")" \
		"$SUITE" "$tmp" "$mirror" ||
		fail "mmdebstrap could not make a Debian $SUITE userland (is the mirror reachable?)"
	# Process 1 of the guest: just enough to reach the host's folder.
	cat >"$tmp/agx-init" <<'EOF'
#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t debugfs debugfs /sys/kernel/debug
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /run
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 host /mnt
exec /bin/bash /mnt/guest
EOF
	chmod +x "$tmp/agx-init"
	mkdir -p "$tmp/lib/modules" "$tmp/work"
	rm -rf "$tmp"/var/cache/apt/archives/*.deb
	rm -rf "$dir"
	mv "$tmp" "$dir"
}

# get_root tools|guest [ahead]: the userland in $ROOT, or the beginning of it. The one
# with the tools serves as the guest's too; the small one is made only where nothing
# else is asked for.
get_root()
{
	local key pk

	pk=("${GUEST_PACKAGES[@]}")
	[ "$1" = guest ] || pk+=("${TOOL_PACKAGES[@]}")
	ROOT=$BUILD/root-tools
	[ "$1" != guest ] || [ -e "$ROOT.key" ] || ROOT=$BUILD/root-guest
	key=$(root_key "${pk[@]}")
	if [ "$ROOT" = "$BUILD/root-tools" ] && [ "$1" = guest ]; then
		return
	fi
	if ! stamp_is "$ROOT.key" "$key"; then
		if [ $# -gt 1 ]; then
			ahead "make a Debian $SUITE userland" make_root "$ROOT" "${pk[@]}"
			return
		fi
		must "make a Debian $SUITE userland" make_root "$ROOT" "${pk[@]}"
		printf '%s' "$key" >"$ROOT.key"
	fi
}

# in_root COMMAND...: run COMMAND in the chroot with $BUILD at its own path. The
# mounts live in a namespace of their own, so nothing is left mounted.
in_root()
{
	unshare -m bash -euc '
		root=$1 build=$2 top=$3
		shift 3
		mount --make-rprivate /
		mkdir -p "$root$build" "$root$top"
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		mount --bind "$top" "$root$top"
		[ -d "$root$build" ] && mount --bind "$build" "$root$build"
		exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C.UTF-8 \
			CCACHE_DIR="$CCACHE_DIR" CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 GIT_CONFIG_COUNT=1 \
			GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="*" "$@"
	' in_root "$ROOT" "$BUILD" "$TOP" "$@"
}

# build_guest_kernel OUT FRAGMENT... [-- VARIABLE...]: kernel and modules for the guest
build_guest_kernel()
{
	local out=$1 fragments=()

	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do fragments+=("$1"); shift; done
	[ $# -eq 0 ] || shift
	KARCH=x86_64 configure "$out" "${fragments[@]}"
	KARCH=x86_64 kmake "$out" "$@" bzImage modules
	touch "$BUILD/$out/.agx-built"
	rm -rf "$BUILD/$out/install"
	KARCH=x86_64 kmake "$out" INSTALL_MOD_PATH="$BUILD/$out/install" modules_install
}

# share OUT: where the guest's /mnt is; $GUEST tells guests of one kernel apart
share() { printf '%s' "$BUILD/share-$1${GUEST:+-$GUEST}"; }

# prepare_share OUT JOB...: the folder that the guest sees as /mnt
prepare_share()
{
	local out=$1 share m

	share=$(share "$out")
	shift
	rm -rf "$share"
	mkdir -p "$share/out" "$share/modules"
	cp "$TOP/scripts/guest" "$share/guest"
	cp -r "$BUILD/$out/install/lib/modules/." "$share/modules/"
	gcc -O2 -static -o "$share/ioctl-errno" "$TOP/kunit/ioctl-errno.c"
	KARCH=x86_64 kmake "$out" headers
	for m in smoke stress; do
		gcc -O2 -static -Wall -I"$BUILD/$out/usr/include" -o "$share/$m" "$TOP/kunit/agx-$m.c"
	done
	# The guest has the library, and a newer libc.
	gcc -O2 -Wall -o "$share/vulkan" "$TOP/kunit/agx-vulkan.c" -lvulkan
	{ grep -v -e '^#' -e '^$' "$TOP/kunit/modules.list" || true; } | while read -r m; do
		! find "$share/modules" -name "$m.ko*" | grep -q . || echo "$m"
	done >"$share/kunit-modules"
	printf '%s\n' "$*" >"$share/job"
	: >"$share/results"
}

qemu_args()
{
	local out=$1 cpus=$JOBS accel=(-accel "tcg,thread=multi")

	# A nanosecond for each instruction; while there are none, the host's time. Of two
	# CPUs one would spin, as long as it is its turn, on what the other one holds.
	if [ -n "${GUEST_COUNTS:-}" ]; then
		cpus=1 accel=(-accel "tcg,thread=single" -icount shift=0)
	fi
	# With five levels of page tables, KASAN takes an interrupt that comes while the
	# kernel looks at its CPU for a wild access, one boot in a hundred.
	QEMU=(qemu-system-x86_64 -machine q35 "${accel[@]}" -cpu max,la57=off -m "${GUEST_MEM:-2G}"
		-smp "$cpus,sockets=$cpus"	# the MP table names one CPU a socket
		-nodefaults -no-reboot -display none
		-kernel "$BUILD/$out/arch/x86/boot/bzImage"
		-append "root=rootfs rootfstype=9p rootflags=trans=virtio,version=9p2000.L,cache=loose,msize=262144 ro init=/agx-init console=ttyS0 panic=-1 ${GUEST_QUIET:-quiet}"
		-fsdev "local,id=root,path=$ROOT,security_model=none,readonly=on,multidevs=remap"
		-device virtio-9p-pci,fsdev=root,mount_tag=rootfs
		-fsdev "local,id=host,path=$(share "$out"),security_model=none,multidevs=remap"
		-device virtio-9p-pci,fsdev=host,mount_tag=host
		-device virtio-rng-pci)
}

# boot OUT SECONDS: boot the guest and wait for the end of its job. With $GUEST_COUNTS
# its clock does not depend on how busy the host is.
boot()
{
	local out=$1 limit=$2 rc=0 results try

	results=$(share "$out")/results
	qemu_args "$out"
	for try in 1 2 3; do
		: >"$results"
		timeout --foreground "$limit" "${QEMU[@]}" -serial stdio || rc=$?
		if [ "$rc" -eq 124 ]; then
			fail "the guest did not finish within $limit s"
		fi
		grep -qx again "$results" || break
		echo "The kernel complained while it started ($try of 3): see dmesg-start.log"
	done
	! grep -qx again "$results" || fail "the guest's kernel complains whenever it starts: see dmesg-start.log"
	grep -qx 'done' "$results" || fail "the guest died before it was done"
}
