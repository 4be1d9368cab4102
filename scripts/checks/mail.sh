# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# mail.sh - the section "mail": another name, sign-off, plain checkpatch, an mbox for b4

check_submit()
{
	local d=$SCRATCH/submit t submitter='Some Submitter <submitter@example.org>'

	"$TOP/scripts/export" --from "$submitter" --to "$d/out" "$TREE"
	git clone -q --shared --no-checkout "$KERNEL" "$d/tree"
	cd "$d/tree"
	git checkout -q -b submit "$BASE"
	git config user.name "${submitter% <*}"
	git config user.email submitter@example.org
	unset GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
	rm "$d"/out/*/0000-cover-letter.patch
	for t in $(topics); do git am -q -s "$d/out/$t"/*.patch; done
	! git log --format='%an %ae %B' "$BASE"..HEAD | grep -F "$PROJECT_MAIL" || fail "the submitter's copy still has the project's identity"
	! grep -F "$PROJECT_MAIL" MAINTAINERS || fail "MAINTAINERS still has the project's identity"
	git format-patch -q -o "$d/signed" "$BASE"..HEAD
	checkpatch "checkpatch after git am -s" "$d"/signed/*.patch -- --ignore MISSING_FIXES_TAG
}

check_b4()
{
	local d=$SCRATCH/b4 t id

	"$TOP/scripts/export" --mbox "$d/mbox" "$TREE"
	git init -q "$d/git"
	for t in $(topics); do
		id=$(sed -n '/^Message-I[Dd]: / { s/.*<\(.*\)>/\1/p; q }' "$d/mbox/$t.mbox")
		in_root bash -c "cd '$d/git' && b4 -n --offline-mode am --no-parent --no-cache -m '$d/mbox/$t.mbox' -o '$d/$t' '<$id>'" ||
			fail "b4 am refused $t.mbox"
		[ "$(cat "$d/$t"/*.mbx | grep -c '^Subject: .*PATCH')" -eq "$(series_files | grep -c "^$t/")" ] ||
			fail "b4 am did not take all patches of $t.mbox"
	done
}

sec_mail()
{
	get_root tools
	part "a submitter's copy, signed off" check_submit
	part "b4 am takes each mbox" check_b4
}
