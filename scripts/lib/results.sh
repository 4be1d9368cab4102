# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# results.sh - how the sections of scripts/test report results
#
# One line each in $RESULTS: ok NAME | skip NAME - why | not ok NAME - why

ok() { printf 'ok %s\n' "$1" >>"$RESULTS"; }
skip() { printf 'skip %s - %s\n' "$1" "$2" >>"$RESULTS"; }

not_ok()
{
	printf 'not ok %s - %s\n' "$1" "$2" >>"$RESULTS"
	printf '   FAILED: %s: %s\n' "$1" "$2"
}

# part NAME COMMAND...: a step that is a result of its own; STEP_RC is its outcome
part()
{
	step "$@"
	if [ "$STEP_RC" -eq 0 ]; then ok "$1"; else not_ok "$1" "$FAILED_WHY"; fi
}

# collect FILE PREFIX: add the result lines that a step wrote to FILE
collect()
{
	[ -f "$1" ] || return 0
	sed -n -E "s#^(ok|not ok|skip) #&$2#p" "$1" | tee -a "$RESULTS" | sed -n -E 's/^not ok ([^ ]*) - /   FAILED: \1: /p'
}

commits() { git -C "$TREE" rev-list --reverse agx-base..HEAD; }
title() { git -C "$TREE" log -1 --format='%f' "$1" | cut -c 1-40; }
