# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# mail.sh - the section "mail": another name, sign-off, plain checkpatch, an mbox for b4

check_submit()
{
	local d=$SCRATCH/submit who='Some Submitter <submitter@example.org>'

	exec 9>&-
	AGX_LOCKED=1 "$TOP/scripts/export" --from "$who" --to "$d/out" "$TREE"
	git clone -q --shared --no-checkout "$KERNEL" "$d/tree"
	cd "$d/tree"
	git checkout -q -b submit "$BASE"
	git config user.name "${who% <*}"
	git config user.email submitter@example.org
	unset GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
	rm "$d/out/0000-cover-letter.patch"
	git am -q -s "$d"/out/*.patch
	! git log --format='%an %ae %B' "$BASE"..HEAD | grep -F "$PROJECT_MAIL" || fail "the project's identity is left in the submitter's copy"
	! grep -F "$PROJECT_MAIL" MAINTAINERS || fail "the project's identity is left in MAINTAINERS"
	git format-patch -q -o "$d/signed" "$BASE"..HEAD
	checkpatch "checkpatch after git am -s" "$d"/signed/*.patch --
}

check_b4()
{
	local d=$BUILD/b4.tmp n

	rm -rf "$d"
	mkdir -p "$d/out"
	exec 9>&-
	AGX_LOCKED=1 "$TOP/scripts/export" --mbox "$d/series.mbox" "$TREE"
	n=$(series_files | wc -l)
	in_root bash -c "cd '$d' && git init -q . && b4 -n --offline-mode am --no-parent --no-cache -m '$d/series.mbox' -o '$d/out' '<$(sed -n 's/^Message-I[Dd]: <\(.*\)>/\1/p' "$d/series.mbox" | head -n 1)>'" || fail "b4 am refused the mbox"
	[ "$(cat "$d"/out/*.mbx | grep -c '^Subject: .*PATCH')" -eq "$n" ] || fail "b4 am took other than $n patches"
}

sec_mail()
{
	get_root tools
	part "a submitter's copy, signed off" check_submit
	part "b4 am takes the mbox" check_b4
}
