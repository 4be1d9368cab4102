# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# step.sh - the environment that all scripts share, messages, and steps
#
# Sourced, never run. A step is a command whose output goes to a log. The user sees the
# step's name, its time and, if it failed, one line with the reason.

set -euo pipefail
umask 022
# Debian's own tools, independent of the user's PATH
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 TZ=UTC
unset CDPATH GREP_OPTIONS KBUILD_OUTPUT ARCH CROSS_COMPILE MAKEFLAGS O
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=${AGX_BUILD:-$TOP/.build}
CACHE=${AGX_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/agx-c}
JOBS=${JOBS:-$(nproc)}
ME=$(basename "$0")

# The identity that the patches carry until scripts/export --from replaces it.
PROJECT_NAME='agx-c project'
PROJECT_MAIL='agx-c@example.org'

# A personal git configuration must not change a patch. And git must not tidy up in the
# background, in a folder that a script deletes a minute later.
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_COMMITTER_NAME=$PROJECT_NAME GIT_COMMITTER_EMAIL=$PROJECT_MAIL
export GIT_TERMINAL_PROMPT=0 GIT_EDITOR=true
export GIT_CONFIG_COUNT=3 GIT_CONFIG_KEY_0=gc.auto GIT_CONFIG_VALUE_0=0
export GIT_CONFIG_KEY_1=maintenance.auto GIT_CONFIG_VALUE_1=false
export GIT_CONFIG_KEY_2=safe.directory GIT_CONFIG_VALUE_2='*'

T_START=$SECONDS

die()
{
	trap - ERR
	printf '%s: %s\n' "$ME" "$*" >&2
	exit 1
}

say() { printf '%s\n' "$*"; }

clock() { if [ "$1" -ge 60 ]; then printf '%dm%02ds' $(($1 / 60)) $(($1 % 60)); else printf '%ds' "$1"; fi; }

# step NAME COMMAND...: run COMMAND, or wait for it if "ahead" has begun it.
#
# STEP_RC is the outcome, FAILED_WHY the reason of a failure. step itself never fails.
# Otherwise callers would use "if" or "||", under which bash ignores errexit in COMMAND.
step()
{
	local pid start log end

	[ -n "${AHEAD[$1]:-}" ] || ahead "$@"
	read -r pid start <<<"${AHEAD[$1]}"
	unset "AHEAD[$1]"
	log=$(step_log "$1")
	STEP_PID=$pid
	printf -- '-- %s ...\n' "$1"
	heartbeat "$pid" "$log" "$start"
	# Without this file the step was killed, or the disk is full. "wait" would not do: the
	# shell forgets a child that ended long ago when its number is used again.
	read -r STEP_RC end 2>/dev/null <"$log.end" || { STEP_RC=137 end=$SECONDS; }
	STEP_PID=
	if [ "$STEP_RC" -eq 0 ]; then
		printf -- '   %-60s %7s\n' "$1" "$(clock $((end - start)))"
	else
		step_failed "$1" "$log" "$STEP_RC"
	fi
}

# ahead NAME COMMAND...: begin a step early, beside steps that leave a core idle; later
# "step NAME" waits for it
declare -A AHEAD=()

ahead()
{
	local name=$1 log

	log=$(step_log "$name")
	mkdir -p "$BUILD/log"
	rm -f "$log.end"
	shift
	# With a process group of its own, the step can be ended as a whole.
	set -m
	(
		set +em
		trap - INT TERM HUP
		( set -euo pipefail; "$@" )
		printf '%s %s\n' $? "$SECONDS" >"$log.end"
	) >"$log" 2>&1 </dev/null &
	AHEAD[$name]="$! $SECONDS"
	set +m
}

step_log() { printf '%s/log/%s.log\n' "$BUILD" "${1//[^A-Za-z0-9._-]/-}"; }

# A terminal shows the log's last line. Otherwise there is a sign of life every minute.
heartbeat()
{
	local pid=$1 log=$2 start=$3 n=0 line

	while [ ! -s "$log.end" ] && kill -0 "$pid" 2>/dev/null; do
		sleep 0.1
		n=$((n + 1))
		if [ -t 1 ] && [ $((n % 10)) -eq 0 ]; then
			line=$(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | cut -c 1-60)
			printf '\r\033[K   %s  %s\r' "$(clock $((SECONDS - start)))" "$line"
		elif [ $((n % 600)) -eq 0 ]; then
			printf '   ... %s\n' "$(clock $((SECONDS - start)))"
		fi
	done
	[ ! -t 1 ] || printf '\r\033[K'
}

step_failed()
{
	if grep -q 'No space left on device' "$2"; then
		FAILED_WHY="the disk is full ($(df -h --output=avail "$BUILD" | tail -n 1 | tr -d ' ') free for $BUILD)"
	else
		FAILED_WHY=$(sed -n 's/^error: //p' "$2" | tail -n 1)
	fi
	if [ -z "$FAILED_WHY" ]; then
		tail -n 25 "$2" | sed 's/^/   | /' >&2
		FAILED_WHY="exit status $3"
	fi
	printf '%s: %s: %s (log: %s)\n' "$ME" "$1" "$FAILED_WHY" "$2" >&2
}

# must NAME COMMAND...: a step that all later steps need
must()
{
	step "$@"
	[ "$STEP_RC" -eq 0 ] || exit 1
}

# fail MESSAGE: end a step, with the one line that the user will see
fail()
{
	printf 'error: %s\n' "$*" >&2
	exit 1
}

on_exit()
{
	local name

	[ -z "${STEP_PID:-}" ] || kill -- "-$STEP_PID" 2>/dev/null || true
	for name in "${!AHEAD[@]}"; do
		# The number of a step that has ended may be that of another process.
		[ -s "$(step_log "$name").end" ] || kill -- "-${AHEAD[$name]%% *}" 2>/dev/null || true
	done
	[ -z "${SCRATCH:-}" ] || rm -rf "$SCRATCH"
}

trap on_exit EXIT
trap 'echo; echo "$ME: interrupted; start it again to go on" >&2; exit 130' INT TERM HUP

# begin NEED_GB: make the work folder, keep a second instance out, check for room
begin()
{
	local d

	for d in "$BUILD" "$CACHE"; do
		mkdir -p "$d" || die "cannot make $d"
	done
	SCRATCH=$(mktemp -d "$BUILD/scratch.XXXXXX")
	# scripts/test holds the lock while it calls scripts/export.
	[ "${AGX_LOCKED:-}" != "$BUILD" ] || return 0
	command -v flock >/dev/null || die "flock is missing (package util-linux)"
	exec 9>"$BUILD/lock"
	flock -n 9 || die "another run is using $BUILD; wait for it or set AGX_BUILD to another folder"
	export AGX_LOCKED=$BUILD
	# An interrupted run leaves files that are half-made.
	find "$BUILD" -maxdepth 1 \( -name '*.tmp' -o -name 'scratch.*' ! -path "$SCRATCH" \) -exec rm -rf {} +
	has_room "$BUILD" "$1" AGX_BUILD
	has_room "$CACHE" 8 AGX_CACHE
}

has_room()
{
	local free

	free=$(df --output=avail -BG "$1" | tail -n 1 | tr -dc 0-9)
	[ "$free" -ge "$2" ] || die "$1 has $free GB free, $2 GB are needed; make room or set $3 to another folder"
}

# stamp_is FILE KEY: does FILE exist, with KEY in it?
stamp_is() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

hash_of() { cat "$@" | sha256sum | cut -c 1-16; }

# in_cache NAME COMMAND...: make $CACHE/NAME, unless it exists. COMMAND makes the folder
# that is its last argument, which is renamed when it is whole. Another clone that wants
# the same folder waits.
in_cache()
{
	local to=$CACHE/$1

	shift
	[ ! -e "$to" ] || return 0
	(
		flock 8
		[ ! -e "$to" ] || exit 0
		rm -rf "$to.tmp"
		trap 'rm -rf "$to.tmp"' EXIT
		"$@" "$to.tmp"
		mv "$to.tmp" "$to"
	) 8>"$to.lock"
}
