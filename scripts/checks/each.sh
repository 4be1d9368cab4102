# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# each.sh - the section "each": every patch builds and passes its tests alone
#
# They are taken off one by one, in a tree of their own and in a folder that looks like
# $BUILD: what did not change is not compiled again, and ccache knows most of the rest.

# changed_patches: those that are not in the commit $SINCE of this repository, by what they
# do and not by their names or places; all of them without $SINCE
changed_patches()
{
	local p

	if [ -z "$SINCE" ]; then
		series_files
		return
	fi
	for p in $(git -C "$TOP" ls-tree -r --name-only "$SINCE" patches | grep '\.patch$'); do
		git -C "$TOP" show "$SINCE:$p" | git patch-id --stable
	done | cut -d ' ' -f 1 | sort >"$SCRATCH/patch-ids"
	for p in $(series_files); do
		[ -z "$(git patch-id --stable <"$TOP/patches/$p" | cut -d ' ' -f 1 | comm -13 "$SCRATCH/patch-ids" -)" ] || printf '%s\n' "$p"
	done
}

# changed_files: what these patches change in the kernel, and lists of mutants that changed
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

# each_on COMMIT KIND COMMAND...: run COMMAND on the tree as it is with that patch
each_on()
{
	local commit=$1

	shift
	export TREE=$BUILD/each/tree BUILD=$BUILD/each
	git -C "$TREE" checkout -q -f --detach "$commit"
	"$@"
}

# The same kernel need not be tried twice. What a kernel has to say is in its results.
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
	local list=() c n=0 how name changed start=$SECONDS

	changed=$(changed_patches)
	for c in $(commits); do
		n=$((n + 1))
		! grep -qxF "$(series_files | sed -n "${n}p")" <<<"$changed" || list=("$n-$c" "${list[@]}")
	done
	say "   ${#list[@]} patches${SINCE:+ changed since $(git -C "$TOP" log -1 --format='%h, %cs' "$SINCE")}"
	[ "${#list[@]}" -gt 0 ] || return 0
	must "a tree to take patches off" each_tree
	for c in "${list[@]}"; do
		n=${c%%-*} c=${c#*-}
		name=each/$n-$(title "$c")
		if [ -n "$SINCE" ] && [ $((SECONDS - start)) -ge "$EACH_SECONDS" ]; then
			skip "$name" "left out: $EACH_SECONDS s are over"
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
