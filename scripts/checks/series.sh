# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# series.sh - the section "series": the patches as a mailing list would look at them

check_export()
{
	exec 9>&-
	AGX_LOCKED=1 "$TOP/scripts/export" --check "$TREE"
}

check_tags()
{
	local c msg

	for c in $(commits); do
		msg=$(git -C "$TREE" log -1 --format=%B "$c")
		grep -q '^Assisted-by: LLM' <<<"$msg" || fail "$(title "$c") has no Assisted-by tag"
		! grep -qE '^(Signed-off|Reviewed|Acked|Tested|Reported)-by:' <<<"$msg" ||
			fail "$(title "$c") has a tag that only a person may give"
		[ "$(git -C "$TREE" log -1 --format='%an <%ae>' "$c")" = "$PROJECT_NAME <$PROJECT_MAIL>" ] ||
			fail "$(title "$c") does not carry the project's identity"
	done
}

# checkpatch NAME FILE... -- OPTION...: in the tree, on every core.
#
# It asks get_maintainer.pl about every file, which reads all of MAINTAINERS, to learn
# whether the file is obsolete: here it gets to read the entries that say so. It asks
# spdxcheck.py about every license, which starts slowly: check_licenses asks once. Without
# git it does not; where the kernel is one commit there is nothing else to ask git for.
checkpatch()
{
	local name=$1 files=() out d=$SCRATCH/checkpatch

	shift
	while [ "$1" != -- ]; do files+=("$1"); shift; done
	shift
	mkdir -p "$d"
	awk -v RS= -v ORS='\n\n' 'tolower($0) ~ /obsolete/' MAINTAINERS >"$d/MAINTAINERS"
	echo "--mpath=$d/MAINTAINERS" >"$d/.get_maintainer.conf"
	out=$(
		export HOME=$d
		[ -n "${KERNEL_DIR:-}" ] || export GIT_DIR=$d/none
		# The largest first, or one core has nothing to do at the end
		stat -c '%s %n' "${files[@]}" | sort -rn | cut -d ' ' -f 2- | xargs -d '\n' -n 1 -P "$JOBS" \
			scripts/checkpatch.pl --quiet --no-summary --show-types --terse "$@" 2>&1
	) && [ -z "$out" ] ||
		{ printf '%s\n' "$out"; fail "$name: $(grep -m 1 -E 'ERROR|WARNING|CHECK' <<<"$out" || head -n 1 <<<"$out")"; }
}

check_checkpatch()
{
	local files

	mapfile -t files < <(series_files | sed "s#^#$TOP/patches/#")
	cd "$TREE"
	checkpatch "checkpatch --strict" "${files[@]}" -- --strict --no-signoff
}

check_licenses()
{
	local files out

	mapfile -t files < <(our_files)
	cd "$TREE"
	# It exits with 0 whatever it finds.
	out=$(scripts/spdxcheck.py "${files[@]}" 2>&1) && [ -z "$out" ] || fail "spdxcheck.py: $(head -n 1 <<<"$out")"
}

# The series' entries are enough for this, and faster to read than all 28,000 lines.
check_maintainers()
{
	local missing=$SCRATCH/missing entries=$SCRATCH/MAINTAINERS

	cd "$TREE"
	awk -v RS= -v ORS='\n\n' -v mail="$PROJECT_MAIL" 'index($0, mail)' MAINTAINERS >"$entries"
	our_files | xargs -P "$JOBS" -I FILE sh -c '
		scripts/get_maintainer.pl --mpath="$2" --no-git --no-git-fallback --no-rolestats -f FILE |
			grep -qF "$1" || echo FILE' x "$PROJECT_MAIL" "$entries" >"$missing"
	[ ! -s "$missing" ] ||
		fail "get_maintainer.pl does not find the series' entry for $(head -n 1 "$missing")"
}

sec_series()
{
	part "series and patches match and apply" check_series
	part "export changes no byte" check_export
	part "tags and identity" check_tags
	part "checkpatch --strict" check_checkpatch
	part "licenses" check_licenses
	part "get_maintainer.pl finds every new file" check_maintainers
}
