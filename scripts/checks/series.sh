# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# series.sh - the section "series": the patches as a mailing list would check them

check_export() { "$TOP/scripts/export" --check "$TREE"; }

# Each topic's copy for sending applies on top of the topics before it. The base has only
# the files that the series touches, so that git is quick. Then, in a copy of this folder,
# a patch is inserted into the middle of a topic, and one is moved to a forbidden place.
check_sorted()
{
	local d=$SCRATCH/sorted files t n p at new

	export AGX_BUILD=$d/build GIT_AUTHOR_NAME=$PROJECT_NAME GIT_AUTHOR_EMAIL=$PROJECT_MAIL
	"$TOP/scripts/export" --to "$d/out" "$TREE"
	git clone -q --shared --no-checkout "$TREE" "$d/tree"
	cd "$d/tree"
	mapfile -t files < <(git diff --no-renames --name-only agx-base HEAD)
	git ls-tree -r agx-base -- "${files[@]}" | git update-index --index-info
	git tag -f agx-base "$(git commit-tree -m base "$(git write-tree)")"
	git checkout -q -f -B series agx-base
	rm "$d"/out/*/0000-cover-letter.patch
	for t in $(topics); do
		git am -q "$d/out/$t"/*.patch || fail "the copy of $t does not apply"
	done
	diff <(git ls-tree -r HEAD) <(git -C "$TREE" ls-tree -r HEAD -- "${files[@]}") || fail "the copies give another tree than the series"

	mkdir "$d/top"
	cp -a "$TOP"/{scripts,patches,series,MAINTAINERS.snippet} "$d/top"
	n=$(series_files | awk -F / '!n && $1 == a && $1 == b { n = NR - 1 } { a = b; b = $1 } END { print n }')
	p=$(series_files | sed -n "${n}p")
	at=$(git rev-list --reverse agx-base..HEAD | sed -n "${n}p")
	new=${p%/*}/x-inserted.patch
	git checkout -q --detach "$at"
	echo x >inserted
	git add inserted
	git commit -q -m 'x: inserted'
	git rebase -q --onto HEAD "$at" series
	"$d/top/scripts/export" .
	sed "\\#^$p\$#a $new" "$TOP/series" | diff - "$d/top/series" || fail "an inserted patch is at the wrong place"
	rm "$d/top/patches/$new"
	diff -r "$TOP/patches" "$d/top/patches" && diff "$TOP"/MAINTAINERS.snippet "$d/top" || fail "an inserted patch changes others"
	cp -r "$d/top/patches/${p%/*}" "$d/top/patches/elsewhere"
	sed -i "s#^$p\$#elsewhere/${p##*/}#" "$d/top/series"
	says 1 'have to stand together' "$d/top/scripts/export" .
}

check_tags()
{
	local c msg

	for c in $(commits); do
		msg=$(git -C "$TREE" log -1 --format=%B "$c")
		grep -q '^Assisted-by: LLM' <<<"$msg" || fail "$(title "$c") has no Assisted-by tag"
		! grep -qE '^(Signed-off|Reviewed|Acked|Tested|Reported)-by:' <<<"$msg" ||
			fail "$(title "$c") has a tag that only a person may add"
		[ "$(git -C "$TREE" log -1 --format='%an <%ae>' "$c")" = "$PROJECT_NAME <$PROJECT_MAIL>" ] ||
			fail "$(title "$c") does not carry the project's identity"
	done
}

# checkpatch NAME FILE... -- OPTION...: in the tree, on every core.
#
# checkpatch.pl runs get_maintainer.pl for each file, to learn whether the file is obsolete.
# That reads all of MAINTAINERS, so it gets one with only the obsolete entries. And it runs
# spdxcheck.py for each license, which starts slowly: GIT_DIR prevents that, and
# check_licenses runs it once. In a kernel of one commit, git has no other answers for it.
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
		# The largest first, otherwise one core is idle at the end
		stat -c '%s %n' "${files[@]}" | sort -rn | cut -d ' ' -f 2- | xargs -d '\n' -n 1 -P "$JOBS" \
			scripts/checkpatch.pl --quiet --no-summary --show-types --terse "$@" 2>&1 |
			grep -v -E -f <(grep -v '^#' "$TOP/scripts/checks/checkpatch.wrong")
	) || true
	[ -z "$out" ] ||
		{ printf '%s\n' "$out"; fail "$name: $(wc -l <<<"$out") reports: $(head -n 9 <<<"${out//$TOP\/patches\//}" | paste -sd '|')"; }
}

check_checkpatch()
{
	local files

	mapfile -t files < <(series_files | sed "s#^#$TOP/patches/#")
	cd "$TREE"
	# Only the submitter can add the Fixes: tag that a Cc: stable asks for: this kernel has
	# no history.
	checkpatch "checkpatch --strict" "${files[@]}" -- --strict --no-signoff --ignore MISSING_FIXES_TAG
}

check_licenses()
{
	local files out

	mapfile -t files < <(our_files)
	cd "$TREE"
	# The exit status is 0 even if there are errors.
	out=$(scripts/spdxcheck.py "${files[@]}" 2>&1) && [ -z "$out" ] || fail "spdxcheck.py: $(head -n 1 <<<"$out")"
}

# With the series' entries alone, get_maintainer.pl is faster than with all 28,000 lines.
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
	part "topics apply, and take a patch in their middle" check_sorted
	part "tags and identity" check_tags
	part "no include of a higher floor" check_floors
	part "checkpatch --strict" check_checkpatch
	part "licenses" check_licenses
	part "get_maintainer.pl finds every new file" check_maintainers
}
