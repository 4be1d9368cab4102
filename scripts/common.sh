# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# common.sh - what scripts/run, test, tree and export share
#
# Sourced, never run. It knows where things are kept (one ignored folder,
# .build), how a step is shown, timed and logged, how packages, the kernel
# source and the Debian userland are had, and how a step says in one line what
# went wrong. Whatever takes long is made under a temporary name and renamed
# when it is whole, so an interrupted run leaves nothing that the next one
# could take for finished.

set -euo pipefail
umask 022
# Debian's own tools, whatever else this machine has in front of them.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 TZ=UTC
unset CDPATH GREP_OPTIONS KBUILD_OUTPUT ARCH CROSS_COMPILE MAKEFLAGS O
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${AGX_BUILD:-$TOP/.build}
KERNEL_VERSION=7.3
JOBS=${JOBS:-$(nproc)}
ME=$(basename "$0")

# The identity that patches carry until a submitter puts in their own.
PROJECT_NAME='agx-c project'
PROJECT_MAIL='agx-c@example.org'

# Git as this project needs it: nobody's personal configuration may change what
# a patch looks like or whether a commit is made.
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_COMMITTER_NAME=$PROJECT_NAME GIT_COMMITTER_EMAIL=$PROJECT_MAIL
export GIT_TERMINAL_PROMPT=0 GIT_EDITOR=true
# Nor may git tidy up in the background what is deleted a minute later.
export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=gc.auto GIT_CONFIG_VALUE_0=0
export GIT_CONFIG_KEY_1=maintenance.auto GIT_CONFIG_VALUE_1=false

T_START=$SECONDS

# ---------------------------------------------------------------- messages

die()
{
	trap - ERR
	printf '%s: %s\n' "$ME" "$*" >&2
	exit 1
}

say()
{
	printf '%s\n' "$*"
}

clock()
{
	local s=$1

	if [ "$s" -ge 60 ]; then
		printf '%dm%02ds' $((s / 60)) $((s % 60))
	else
		printf '%ds' "$s"
	fi
}

# step NAME COMMAND...: run COMMAND with its output in a log, show how long it
# took. On a terminal the log's last line is shown while it runs; elsewhere a
# sign of life is printed every minute.
#
# On failure the log's end is printed, then one line that says which step
# failed; the step's own message (the last line that begins with "error: ") is
# preferred as the reason. The outcome is in STEP_RC: step itself never fails, for
# under "if" or "||" bash would switch errexit off in all that COMMAND calls.
step()
{
	if [ -n "${AHEAD[$1]:-}" ]; then
		STEP_PID=${AHEAD[$1]%% *} STEP_START=${AHEAD[$1]#* }
		unset "AHEAD[$1]"
	else
		step_begin "$@"
	fi
	step_end "$1"
}

# ahead NAME COMMAND...: begin a step whose time has not come, beside others that
# leave a core idle; "step NAME" then waits for it
declare -A AHEAD=()

ahead()
{
	step_begin "$@"
	AHEAD[$1]="$STEP_PID $STEP_START"
	STEP_PID=
}

step_log() { printf '%s/log/%s.log\n' "$BUILD" "${1//[^A-Za-z0-9._-]/-}"; }

step_begin()
{
	local log

	mkdir -p "$BUILD/log"
	log=$(step_log "$1")
	rm -f "$log.end"
	STEP_START=$SECONDS
	shift
	# A process group of its own, so that all of it can be ended at once
	set -m
	(
		set +em
		trap - INT TERM HUP
		(
			set -euo pipefail
			"$@"
		)
		# Whoever waits for it may come much later: a process of this shell's that
		# ended long ago is forgotten as soon as another one gets its number.
		printf '%s %s\n' $? "$SECONDS" >"$log.end"
	) >"$log" 2>&1 </dev/null &
	STEP_PID=$!
	set +m
}

step_end()
{
	local name=$1 log rc=0 end

	log=$(step_log "$name")
	printf -- '-- %s ...\n' "$name"
	heartbeat "$STEP_PID" "$log" "$STEP_START"
	wait "$STEP_PID" 2>/dev/null || rc=$?
	end=$SECONDS
	# Without the file it was killed, or the disk is full.
	if [ -s "$log.end" ]; then
		read -r rc end <"$log.end"
	fi
	STEP_PID=
	STEP_RC=$rc
	if [ "$rc" -ne 0 ]; then
		step_failed "$name" "$log" "$rc"
		return 0
	fi
	printf -- '   %-52s %7s\n' "$name" "$(clock $((end - STEP_START)))"
}

heartbeat()
{
	local pid=$1 log=$2 start=$3 n=0 line

	while [ ! -s "$log.end" ] && kill -0 "$pid" 2>/dev/null; do
		sleep 0.2
		n=$((n + 1))
		if [ -t 1 ] && [ $((n % 5)) -eq 0 ]; then
			line=$(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | cut -c 1-60)
			printf '\r\033[K   %s  %s\r' "$(clock $((SECONDS - start)))" "$line"
		elif [ $((n % 300)) -eq 0 ]; then
			printf '   ... %s\n' "$(clock $((SECONDS - start)))"
		fi
	done
	[ ! -t 1 ] || printf '\r\033[K'
}

step_failed()
{
	local name=$1 log=$2 rc=$3 why

	if grep -q 'No space left on device' "$log"; then
		why="the disk is full ($(df -h --output=avail "$BUILD" | tail -n 1 | tr -d ' ') free for $BUILD)"
	else
		why=$(sed -n 's/^error: //p' "$log" | tail -n 1)
	fi
	if [ -z "$why" ]; then
		tail -n 25 "$log" | sed 's/^/   | /' >&2
		why="exit status $rc"
	fi
	FAILED_WHY=$why
	printf '%s: %s: %s (log: %s)\n' "$ME" "$name" "$why" "$log" >&2
}

# must NAME COMMAND...: a step without which nothing further makes sense
must()
{
	step "$@"
	[ "$STEP_RC" -eq 0 ] || exit 1
}

# fail MESSAGE: inside a step, give the one line that the user will see
fail()
{
	printf 'error: %s\n' "$*" >&2
	exit 1
}

on_exit()
{
	local pid=${STEP_PID:-} name

	[ -z "$pid" ] || kill -- "-$pid" 2>/dev/null || true
	for name in "${!AHEAD[@]}"; do
		# What has ended is not there to be killed, and its number may be another's.
		[ -s "$(step_log "$name").end" ] ||
			kill -- "-${AHEAD[$name]%% *}" 2>/dev/null || true
	done
	[ -z "${SCRATCH:-}" ] || rm -rf "$SCRATCH"
}

trap on_exit EXIT
trap 'echo; echo "$ME: interrupted; start it again to go on" >&2; exit 130' INT TERM HUP

# begin NEED_GB: make the work folder, keep a second instance out, check for room
begin()
{
	local free

	mkdir -p "$BUILD" || die "cannot make $BUILD"
	SCRATCH=$(mktemp -d "$BUILD/scratch.XXXXXX")
	# scripts/test calls scripts/export while it holds the lock itself.
	[ -z "${AGX_LOCKED:-}" ] || return 0
	command -v flock >/dev/null || die "flock is missing (package util-linux)"
	exec 9>"$BUILD/lock"
	flock -n 9 || die "another run is using $BUILD; wait for it or set AGX_BUILD to another folder"
	# Nothing that an interrupted run left half-made is of use.
	find "$BUILD" -maxdepth 1 \( -name '*.tmp' -o -name 'scratch.*' ! -path "$SCRATCH" \) -exec rm -rf {} +
	free=$(df --output=avail -BG "$BUILD" | tail -n 1 | tr -dc 0-9)
	[ "$free" -ge "$1" ] || die "$BUILD has $free GB free, $1 GB are needed; make room or set AGX_BUILD to another folder"
}

# stamp FILE KEY: is FILE there and made from KEY?
stamp_is()
{
	[ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

hash_of()
{
	cat "$@" | sha256sum | cut -c 1-16
}

# ---------------------------------------------------------------- packages

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

# The mirror that this host uses for Debian itself, so that none is named here.
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

# What the host's administrator decided about stale indexes holds here too.
apt_policy()
{
	apt-config dump | grep -E '^Acquire::(Check-(Valid-Until|Date)|[a-z]+::[Pp]roxy)' || true
}

# apt_private SUITE...: an apt configuration of our own for further suites, so
# that the host's sources are not touched; prints the file for APT_CONFIG
apt_private()
{
	local d=$BUILD/apt suite mirror

	mirror=$(debian_mirror)
	mkdir -p "$d/lists/partial" "$d/cache/archives/partial"
	for suite in "$@"; do
		printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite"
	done >"$d/sources.list"
	{
		apt_policy
		printf 'Dir::Etc::sourcelist "%s";\n' "$d/sources.list"
		printf 'Dir::Etc::sourceparts "-";\n'
		printf 'Dir::State::lists "%s";\n' "$d/lists"
		printf 'Dir::Cache "%s";\n' "$d/cache"
		printf 'APT::Sandbox::User "root";\n'
	} >"$d/apt.conf"
	printf '%s\n' "$d/apt.conf"
}

# ---------------------------------------------------------------- kernel tree

# parse_kernel DIR[@REF]
parse_kernel()
{
	KERNEL_DIR=${1%@*}
	KERNEL_REF=HEAD
	case $1 in *@*) KERNEL_REF=${1##*@} ;; esac
	KERNEL_DIR=$(realpath -e "$KERNEL_DIR" 2>/dev/null) || die "--kernel: no such folder: ${1%@*}"
	git -c safe.directory='*' -C "$KERNEL_DIR" rev-parse --git-dir >/dev/null 2>&1 ||
		die "--kernel: not a git repository: $KERNEL_DIR"
	git -c safe.directory='*' -C "$KERNEL_DIR" rev-parse -q --verify "$KERNEL_REF^{commit}" >/dev/null ||
		die "--kernel: no commit '$KERNEL_REF' in $KERNEL_DIR"
}

fetch_kernel_source()
{
	local d=$BUILD/kernel.tmp

	export APT_CONFIG
	APT_CONFIG=$(apt_private trixie-backports)
	rm -rf "$d"
	mkdir -p "$d"
	apt-get -q update --error-on=any || fail "the package mirror does not answer (suite trixie-backports)"
	( cd "$d" && apt-get -q download "linux-source-$KERNEL_VERSION" ) ||
		fail "the mirror has no linux-source-$KERNEL_VERSION (suite trixie-backports); use --kernel DIR[@REF]"
	dpkg-deb --fsys-tarfile "$d"/linux-source-*.deb |
		tar -xO "./usr/src/linux-source-$KERNEL_VERSION.tar.xz" |
		tar -xJ -C "$d" --strip-components=1
	rm "$d"/linux-source-*.deb
}

import_kernel_source()
{
	local d=$BUILD/kernel.tmp v

	cd "$d"
	v=$(make -s kernelversion)
	git init -q
	git config core.fsync none
	# 90,000 files: to compress them takes longer than all else here
	git -c core.looseCompression=0 add -A -f .
	# One fixed date: the same source gives the same commit everywhere.
	GIT_COMMITTER_DATE='2026-01-01T00:00:00Z' GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' \
		GIT_AUTHOR_NAME=$PROJECT_NAME GIT_AUTHOR_EMAIL=$PROJECT_MAIL \
		git commit -q -m "Linux $v as packaged by Debian"
	cd ..
	mv "$d" "$BUILD/kernel"
}

clone_kernel()
{
	local d=$BUILD/clone.tmp sha

	rm -rf "$d"
	sha=$(git -c safe.directory='*' -C "$KERNEL_DIR" rev-parse "$KERNEL_REF^{commit}")
	git -c safe.directory='*' clone -q --shared --no-checkout "$KERNEL_DIR" "$d"
	git -C "$d" checkout -q --detach "$sha"
	mv "$d" "$1"
}

# get_kernel: the unpatched kernel in $KERNEL (a git tree of ours), its commit in $BASE
get_kernel()
{
	if [ -n "${KERNEL_DIR:-}" ]; then
		KERNEL=$BUILD/kernel-$(printf '%s@%s' "$KERNEL_DIR" \
			"$(git -c safe.directory='*' -C "$KERNEL_DIR" rev-parse "$KERNEL_REF^{commit}")" | sha256sum | cut -c 1-12)
		[ -d "$KERNEL" ] || must "clone $KERNEL_DIR at $KERNEL_REF" clone_kernel "$KERNEL"
	else
		KERNEL=$BUILD/kernel
		if [ ! -d "$KERNEL" ]; then
			must "get linux-source-$KERNEL_VERSION" fetch_kernel_source
			must "import it into git" import_kernel_source
		fi
	fi
	BASE=$(git -C "$KERNEL" rev-parse HEAD)
}

series_files()
{
	grep -v -e '^ *#' -e '^ *$' "$TOP/series"
}

# Everything in patches/ and series has to match, or one of them is lying.
check_series()
{
	local want have p

	[ -f "$TOP/series" ] || die "there is no series file in $TOP"
	want=$(series_files | sort)
	have=$(cd "$TOP/patches" && ls -- *.patch | grep -v '^0000-' | sort)
	for p in $(comm -23 <(printf '%s\n' "$want") <(printf '%s\n' "$have")); do
		die "series names $p, which patches/ does not have"
	done
	for p in $(comm -13 <(printf '%s\n' "$want") <(printf '%s\n' "$have")); do
		die "patches/$p is not named in series"
	done
}

series_key()
{
	{ printf '%s\n' "$BASE"; cat "$TOP/series"; ( cd "$TOP/patches" && cat $(series_files) ); } |
		sha256sum | cut -c 1-16
}

# apply_series TREE: git am everything; on failure say which patch and which file
apply_series()
{
	local tree=$1 out p files=()

	for p in $(series_files); do
		files+=("$TOP/patches/$p")
	done
	[ ${#files[@]} -gt 0 ] || fail "series is empty"
	cd "$tree"
	if ! out=$(git am --quiet --no-3way --keep-non-patch --committer-date-is-author-date "${files[@]}" 2>&1); then
		p=$(cat "$(git rev-parse --git-path rebase-apply/next)" 2>/dev/null || echo 1)
		git am --abort >/dev/null 2>&1 || true
		printf '%s\n' "$out"
		p=$(series_files | sed -n "${p}p")
		fail "patches/$p does not apply to $(git describe --always "$BASE" 2>/dev/null): $(printf '%s\n' "$out" |
			sed -n 's/^error: patch failed: //p; s/^error: \(.*: does not exist.*\|.*: already exists.*\)/\1/p' | head -n 1)"
	fi
}

make_tree()
{
	local tree=$1 key=$2 tmp=$BUILD/tree.tmp

	# shellcheck disable=SC2064
	trap "rm -rf '$tmp'" EXIT
	rm -rf "$tmp"
	git clone -q --shared --no-checkout "$KERNEL" "$tmp"
	cd "$tmp"
	git config core.fsync none
	# scripts/test links to the files, which changes the ctime.
	git config core.trustctime false
	# Nobody needs the files that the kernel was imported from where they are:
	# moving them here is faster than writing 90,000 again.
	find "$KERNEL" -mindepth 1 -maxdepth 1 ! -name .git -exec mv -t "$tmp" {} +
	[ ! -f "$KERNEL/.git/index" ] || mv "$KERNEL/.git/index" .git/index
	git config user.name "$PROJECT_NAME"
	git config user.email "$PROJECT_MAIL"
	# Hunk headers must not depend on what this git's drivers call a
	# function: the plain rule is the same in every version.
	mkdir -p .git/info
	printf '* !diff\n' >.git/info/attributes
	git checkout -q -f -B series "$BASE"
	git tag -f agx-base "$BASE" >/dev/null
	apply_series "$tmp"
	git tag -f agx-exported HEAD >/dev/null
	printf '%s' "$key" >.git/agx-key
	if [ -d "$tree" ]; then
		# Keep the folder and its files' times: what did not change
		# is not built again.
		git -C "$tree" fetch -q -f "$tmp" refs/heads/series:refs/agx/new "refs/tags/*:refs/tags/*"
		git -C "$tree" checkout -q -f -B series refs/agx/new
		printf '%s' "$key" >"$tree/.git/agx-key"
		rm -rf "$tmp"
	else
		cd ..
		mv "$tmp" "$tree"
	fi
}

tree_is_local()
{
	[ -n "$(git -C "$1" status --porcelain -uno)" ] ||
		[ "$(git -C "$1" rev-parse HEAD)" != "$(git -C "$1" rev-parse -q --verify agx-exported^{commit})" ]
}

# get_tree: the kernel with the series applied, in $TREE. A tree in which
# somebody has worked is used as it is and never overwritten.
get_tree()
{
	local key

	check_series
	get_kernel
	TREE=${1:-$BUILD/tree}
	[ -z "${KERNEL_DIR:-}" ] || TREE=${1:-$KERNEL-tree}
	key=$(series_key)
	TREE_LOCAL=
	if [ -d "$TREE/.git" ] && tree_is_local "$TREE"; then
		TREE_LOCAL=1
		return 0
	fi
	if [ ! -d "$TREE/.git" ] || ! stamp_is "$TREE/.git/agx-key" "$key"; then
		must "apply $(series_files | wc -l) patches" make_tree "$TREE" "$key"
	fi
}

# ---------------------------------------------------------------- building

OWN_CACHE=${CCACHE_DIR:+no}
export CCACHE_DIR=${CCACHE_DIR:-$BUILD/ccache} CCACHE_MAXSIZE=4G CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
export CCACHE_EXTRAFILES=$BUILD/incbin
export KBUILD_BUILD_TIMESTAMP='2026-01-01' KBUILD_BUILD_VERSION=1 KBUILD_BUILD_USER=agx KBUILD_BUILD_HOST=agx

BUILD_PACKAGES=(git make gcc libc6-dev ccache flex bison bc perl python3 cpio xz-utils rsync kmod
	libelf-dev libssl-dev debian-archive-keyring procps mount patch python3-ply python3-git)

# cached OUT COMMAND...: with ccache, but for the first build in a folder: it finds
# nothing in a cache of ours, and filling that takes a tenth of the time
cached()
{
	local out=$1

	shift
	# ccache does not look into what an .incbin takes in, so it is told.
	cat "$TREE"/drivers/gpu/drm/asahi/sim/*.dtso >"$CCACHE_EXTRAFILES" 2>/dev/null || true
	if [ "$OWN_CACHE" = no ] || [ -e "$out/.agx-built" ]; then
		"$@"
	else
		CCACHE_DISABLE=1 "$@"
	fi
}

# kmake OUT ARGS...: make in the tree, output in $BUILD/OUT, for $KARCH
kmake()
{
	local out=$BUILD/$1 cross=

	shift
	[ "${KARCH:-x86_64}" != arm64 ] || cross=aarch64-linux-gnu-
	cached "$out" make -s -C "$TREE" O="$out" ARCH="${KARCH:-x86_64}" -j"$JOBS" \
		CROSS_COMPILE="$cross" CC="ccache ${cross}gcc" HOSTCC="ccache gcc" "$@"
}

# configure OUT FRAGMENT...: allnoconfig plus these fragments; every option that a
# fragment asks for must have come out as asked
configure()
{
	local out=$BUILD/$1 key

	shift
	mkdir -p "$out"
	merge_config "$@" | known_options "$TREE" >"$out/wanted.config"
	key=$(hash_of "$out/wanted.config" <(kconfig_state "$TREE"))
	if ! stamp_is "$out/.agx-config" "$key"; then
		kmake "${out#"$BUILD"/}" KCONFIG_ALLCONFIG="$out/wanted.config" allnoconfig
		missing_options "$out/wanted.config" "$out/.config"
		printf '%s' "$key" >"$out/.agx-config"
	fi
}

# kconfig_state TREE: changes when a configuration has to be made anew
kconfig_state()
{
	git -C "$1" ls-files -s -- '*Kconfig*'
	git -C "$1" diff HEAD -- '*Kconfig*'
}

# merge_config FRAGMENT...: what they ask for; the last word on an option counts
merge_config()
{
	cat "$@" | awk '
		match($0, /^(# )?CONFIG_[A-Za-z0-9_]+/) {
			name = substr($0, RSTART, RLENGTH); sub(/^# /, "", name)
			if (!(name in at)) order[n++] = name
			at[name] = $0
		}
		END { for (i = 0; i < n; i++) print at[order[i]] }'
}

# Early patches do not have the options of later ones. An option that no Kconfig
# of the tree defines is left out, but only then.
known_options()
{
	local tree=$1 asked=$SCRATCH/asked.$BASHPID

	cat >"$asked"
	( cd "$tree" && git grep -h -o -E '^\s*(menu)?config [A-Z0-9_a-z]+' -- '*Kconfig*' ) |
		awk '
			FNR == NR { known[$2] = 1; next }
			/^(# )?CONFIG_/ {
				name = $0
				sub(/^(# )?CONFIG_/, "", name)
				sub(/[= ].*/, "", name)
				if (!(name in known)) next
			}
			{ print }' - "$asked"
}

missing_options()
{
	local line bad=

	while IFS= read -r line; do
		case $line in
		CONFIG_*) grep -qxF "$line" "$2" || bad="$bad $line" ;;
		'# CONFIG_'*' is not set') ! grep -q "^${line:2:${#line}-13}=" "$2" || bad="$bad $line" ;;
		esac
	done <"$1"
	[ -z "$bad" ] || fail "the kernel's configuration did not take:$bad"
}
