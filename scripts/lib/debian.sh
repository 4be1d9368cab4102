# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# debian.sh - packages of the host, and userlands of Debian sid
#
# Sourced after step.sh. A userland has two uses: it is the root of the guests, read-only,
# and a chroot with tools that the host's release does not have (clang-23, current
# sparse and coccinelle, b4). Userlands are kept in $CACHE.

SUITE=sid
BUILD_PACKAGES=(git make gcc libc6-dev ccache flex bison bc perl python3 cpio xz-utils rsync kmod
	libelf-dev libssl-dev debian-archive-keyring procps mount patch python3-ply python3-git)
ROOT_PACKAGES=(mmdebstrap libvulkan-dev)
MODEL_PACKAGES=(glslang-tools libegl-dev libgles-dev)
QEMU_PACKAGES=(qemu-system-x86)
# What scripts/run shows, and what only tests need
RUN_PACKAGES=(mesa-vulkan-drivers vulkan-tools libgl1-mesa-dri kmscube vkmark kmod perl-base mount util-linux procps)
GUEST_PACKAGES=("${RUN_PACKAGES[@]}" igt-gpu-tools-tests mesa-opencl-icd clinfo glmark2-es2-drm glmark2-es2-wayland weston)
TOOL_PACKAGES=(clang-23 lld-23 llvm-23 sparse coccinelle libpython3-dev b4 make gcc libc6-dev bc flex bison
	libelf-dev libssl-dev git python3 perl ccache patch)

# need PACKAGE...: install what is missing of these Debian packages
need()
{
	local missing=() p

	command -v dpkg-query >/dev/null || die "this needs Debian 12 or 13 (dpkg-query not found)"
	for p in "$@"; do
		dpkg-query -W -f '${db:Status-Status}\n' "$p" 2>/dev/null | grep -qx installed || missing+=("$p")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	[ "$(id -u)" -eq 0 ] ||
		die "missing packages; as root: apt-get install --no-install-recommends ${missing[*]}"
	must "install ${#missing[@]} packages" apt_install "${missing[@]}"
}

apt_install()
{
	export DEBIAN_FRONTEND=noninteractive
	apt-get -q update --error-on=any || fail "apt-get update failed: no network, or the package mirror does not answer"
	apt-get -q install -y --no-install-recommends "$@" ||
		fail "apt-get could not install: $*"
}

# The mirror that this host uses for Debian itself: the scripts name none.
debian_mirror()
{
	local m

	m=$(apt-get indextargets --format '$(SITE)' 'Origin: Debian' 'Created-By: Packages' 2>/dev/null |
		grep -v -- '-security' | sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }')
	[ -n "$m" ] || m=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' |
		grep -v -- '-security' | awk 'NR == 1')
	[ -n "$m" ] || fail "no Debian mirror in this host's apt configuration (apt-get indextargets is empty)"
	printf '%s\n' "$m"
}

# The host's settings for proxies and stale indexes are valid for the userlands too.
apt_policy()
{
	apt-config dump | grep -E '^Acquire::(Check-(Valid-Until|Date)|[a-z]+::[Pp]roxy)' || true
}

# apt_private DIR SUITE: make an apt configuration in DIR for another suite, without a
# change to the host's sources; print the file for APT_CONFIG
apt_private()
{
	local d=$1 mirror

	mirror=$(debian_mirror)
	mkdir -p "$d/lists/partial" "$d/cache/archives/partial"
	printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$2" >"$d/sources.list"
	{
		apt_policy
		printf 'Dir::Etc::sourcelist "%s";\nDir::Etc::sourceparts "-";\n' "$d/sources.list"
		printf 'Dir::State::lists "%s";\nDir::Cache "%s";\n' "$d/lists" "$d/cache"
		printf 'APT::Sandbox::User "root";\n'
	} >"$d/apt.conf"
	printf '%s\n' "$d/apt.conf"
}

# make_root PACKAGE... DIR: make a userland with these packages
make_root()
{
	local dir=${*: -1} packages=("${@:1:$#-1}") opts=() mirror line

	mirror=$(debian_mirror)
	while IFS= read -r line; do
		[ -z "$line" ] || opts+=("--aptopt=$line")
	done < <(apt_policy)
	# Debian 12's keyring knows the keys of sid: its point releases have updated it.
	mmdebstrap --quiet --variant=apt "${opts[@]}" --include="$(IFS=,; echo "${packages[*]}")" \
		"$SUITE" "$dir" "$mirror" ||
		fail "mmdebstrap could not make a Debian $SUITE userland (is the mirror reachable?)"
	install -m 755 "$TOP/kunit/guest/init" "$dir/agx-init"
	mkdir -p "$dir/lib/modules" "$dir/work"
	rm -rf "$dir"/var/cache/apt/archives/*.deb
}

# root_key PACKAGE...: a key for all that a userland is made from, and the month
root_key() { { printf '%s\n' "$SUITE" "$*" "$(date +%Y-%m)"; cat "$TOP/kunit/guest/init"; } | sha256sum | cut -c 1-16; }

# find_root tools|guest|run: set $ROOT to the folder of the userland, which may not exist yet,
# and $PACKAGES. A larger userland is used if it exists.
find_root()
{
	local kind

	for kind in tools guest run; do
		case $kind in
		tools) PACKAGES=("${GUEST_PACKAGES[@]}" "${TOOL_PACKAGES[@]}") ;;
		guest) PACKAGES=("${GUEST_PACKAGES[@]}") ;;
		run) PACKAGES=("${RUN_PACKAGES[@]}") ;;
		esac
		ROOT=$CACHE/root-$kind-$(root_key "${PACKAGES[@]}")
		[ "$1" != $kind ] && [ ! -d "$ROOT" ] || return 0
	done
}

# get_root tools|guest|run [ahead]: make the userland $ROOT, or begin to make it
get_root()
{
	local name="make a Debian $SUITE userland"

	[ "$(id -u)" -eq 0 ] || die "needs root, for the Debian userland"
	[ -z "${AHEAD[$name]:-}" ] || must "$name"
	find_root "$1"
	[ ! -d "$ROOT" ] || return 0
	if [ $# -gt 1 ]; then
		ahead "$name" make_cached_root
	else
		must "$name" make_cached_root
	fi
}

make_cached_root()
{
	in_cache "$(basename "$ROOT")" make_root "${PACKAGES[@]}"
	# Userlands of other months, or with other packages
	find "$CACHE" -maxdepth 1 -name "$(basename "${ROOT%-*}")-*" ! -path "$ROOT*" -mtime +1 -exec rm -rf {} +
}

# in_root COMMAND...: run COMMAND in the chroot, with $BUILD and $TOP at their own paths.
# The mounts are in a namespace of their own, so none of them stays.
in_root()
{
	unshare -m bash -euc '
		root=$1 build=$2 top=$3 ccache=$4
		shift 4
		mount --make-rprivate /
		for d in "$top" "$build" "$ccache"; do
			mkdir -p "$root$d"
			mount --bind "$d" "$root$d"
		done
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C.UTF-8 \
			CCACHE_DIR="$CCACHE_DIR" CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 CCACHE_BASEDIR="$CCACHE_BASEDIR" \
			GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="*" "$@"
	' in_root "$ROOT" "$BUILD" "$TOP" "$CCACHE_DIR" "$@"
}
