# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# each.sh - the section "each": every patch builds and passes its tests alone
#
# The patches are taken off one by one, in a tree of its own and in a folder like $BUILD.
# Unchanged files are not compiled again, and ccache has most objects of the others.

patch_ids() { git patch-id --stable | cut -d ' ' -f 1; }

# changed_patches: the patches that do what no patch did in the commit $SINCE of this
# repository, under any name and in any folder; without $SINCE, all of them
changed_patches()
{
	[ -n "$SINCE" ] || { series_files; return; }
	git -C "$TOP" archive "$SINCE" patches | tar -xO --wildcards '*.patch' | patch_ids >"$SCRATCH/patch-ids"
	paste -d ' ' <(series_files | sed "s#^#$TOP/patches/#" | xargs cat | patch_ids) <(series_files) |
		grep -v -F -f "$SCRATCH/patch-ids" | cut -d ' ' -f 2 || true
}

# changed_files: the files that these patches change, and the lists of mutants that changed
changed_files()
{
	changed_patches | sed "s#^#$TOP/patches/#" | xargs -r sed -n 's#^+++ b/##p' | sort -u
	git -C "$TOP" diff --name-only "$SINCE" HEAD -- kunit/mutants
}

each_tree()
{
	rm -rf "$BUILD/each"
	mkdir -p "$BUILD/each"
	git clone -q --shared --no-checkout "$KERNEL" "$BUILD/each/tree"
	cd "$BUILD/each/tree"
	git config core.fsync none
	git fetch -q "$TREE" HEAD:refs/agx/series refs/tags/agx-base:refs/tags/agx-base
	git checkout -q --detach refs/agx/series
}

# each_on COMMIT COMMAND...: run COMMAND on the tree with the patches up to COMMIT
each_on()
{
	local commit=$1

	shift
	export TREE=$BUILD/each/tree BUILD=$BUILD/each
	git -C "$TREE" checkout -q -f --detach "$commit"
	"$@"
}

# If two patches make the same kernel, its results are taken from the first one.
each_uml()
{
	local sum

	build_uml uml uml series-builtin $SUITES
	sum=$(sha256sum <"$BUILD/uml/linux" | cut -c 1-16)
	if [ ! -s "$BUILD/uml/results-$sum" ]; then
		exec_kunit uml
		cp "$BUILD/uml/results" "$BUILD/uml/results-$sum"
	fi
	! grep '^not ok' "$BUILD/uml/results-$sum" || fail "$(grep -m 1 '^not ok' "$BUILD/uml/results-$sum")"
}

sec_each()
{
	local list=() c n p how name changed start=$SECONDS

	changed=$(changed_patches)
	while read -r n c p; do
		! grep -qxF "$p" <<<"$changed" || list=("$n-$c" "${list[@]}")
	done < <(paste -d ' ' <(commits) <(series_files) | nl)
	say "   ${#list[@]} patches${SINCE:+ changed since $(git -C "$TOP" log -1 --format='%h, %cs' "$SINCE")}"
	[ "${#list[@]}" -gt 0 ] || return 0
	late || must "a tree to take patches off" each_tree
	for c in "${list[@]}"; do
		n=${c%%-*} c=${c#*-}
		name=each/$n-$(title "$c")
		if late || { [ -n "$SINCE" ] && [ $((SECONDS - start)) -ge "$EACH_SECONDS" ]; }; then
			skip "$name" "left out: the time is over"
			continue
		fi
		part "$name/uml" each_on "$c" each_uml
		[ -n "$EVERY" ] || continue
		for how in x86_64 arm64; do
			part "$name/$how-builtin" each_on "$c" build_target "$how" "$how-builtin" builtin
			part "$name/$how-module" each_on "$c" build_target "$how" "$how-module" module
			part "$name/$how-objects" each_on "$c" build_objects "$how" "$how-objects" "$c" M
		done
	done
	rm -rf "$BUILD/each"
}
