# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# kernel.sh - the kernel's source, and the tree with the series applied
#
# Sourced after debian.sh. The unpatched kernel is a git repository in $CACHE, made from
# Debian's package; each clone of this project has a tree of its own that borrows its
# objects. Whatever takes long is made under a temporary name and renamed when it is whole.

KERNEL_VERSION=7.3

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

# import_kernel DIR: the package's source as one commit; the files stay, for make_tree
import_kernel()
{
	local d=$1 apt=$SCRATCH/apt v

	export APT_CONFIG
	APT_CONFIG=$(apt_private "$apt" trixie-backports)
	mkdir -p "$d"
	apt-get -q update --error-on=any || fail "the package mirror does not answer (suite trixie-backports)"
	( cd "$apt" && apt-get -q download "linux-source-$KERNEL_VERSION" ) ||
		fail "the mirror has no linux-source-$KERNEL_VERSION (suite trixie-backports); use --kernel DIR[@REF]"
	dpkg-deb --fsys-tarfile "$apt"/linux-source-*.deb |
		tar -xO "./usr/src/linux-source-$KERNEL_VERSION.tar.xz" |
		tar -xJ -C "$d" --strip-components=1
	rm -rf "$apt"

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
	cd /
}

clone_kernel()
{
	local sha

	sha=$(git -c safe.directory='*' -C "$KERNEL_DIR" rev-parse "$KERNEL_REF^{commit}")
	git -c safe.directory='*' clone -q --shared --no-checkout "$KERNEL_DIR" "$1.tmp"
	git -C "$1.tmp" checkout -q --detach "$sha"
	mv "$1.tmp" "$1"
}

# get_kernel: the unpatched kernel in $KERNEL (a git tree of ours), its commit in $BASE
get_kernel()
{
	if [ -n "${KERNEL_DIR:-}" ]; then
		KERNEL=$BUILD/kernel-$(printf '%s@%s' "$KERNEL_DIR" \
			"$(git -c safe.directory='*' -C "$KERNEL_DIR" rev-parse "$KERNEL_REF^{commit}")" | sha256sum | cut -c 1-12)
		[ -d "$KERNEL" ] || must "clone $KERNEL_DIR at $KERNEL_REF" clone_kernel "$KERNEL"
	else
		KERNEL=$CACHE/linux-$KERNEL_VERSION
		[ -d "$KERNEL" ] || must "get linux-source-$KERNEL_VERSION" in_cache "linux-$KERNEL_VERSION" import_kernel
	fi
	BASE=$(git -C "$KERNEL" rev-parse HEAD)
}

series_files() { grep -v -e '^ *#' -e '^ *$' "$TOP/series"; }

# Everything in patches/ and series has to match, or one of them is lying.
check_series()
{
	local wrong

	[ -f "$TOP/series" ] || die "there is no series file in $TOP"
	wrong=$(diff <(series_files | sort) \
		<(cd "$TOP/patches" && find . -name '*.patch' ! -name '*cover-letter.patch' -printf '%P\n' | sort) |
		sed -n 's#^< \(.*\)#series names \1, which patches/ does not have#p; s#^> \(.*\)#patches/\1 is not named in series#p' || true)
	[ -z "$wrong" ] || die "$(head -n 1 <<<"$wrong")"
}

series_key()
{
	{ printf '%s\n' "$BASE"; cat "$TOP/series"; ( cd "$TOP/patches" && cat $(series_files) ); } |
		sha256sum | cut -c 1-16
}

# apply_series TREE: git am everything; on failure say which patch and which file
apply_series()
{
	local out p files=()

	for p in $(series_files); do
		files+=("$TOP/patches/$p")
	done
	[ ${#files[@]} -gt 0 ] || fail "series is empty"
	cd "$1"
	if ! out=$(git am --quiet --no-3way --keep-non-patch --committer-date-is-author-date "${files[@]}" 2>&1); then
		p=$(cat "$(git rev-parse --git-path rebase-apply/next)" 2>/dev/null || echo 1)
		git am --abort >/dev/null 2>&1 || true
		printf '%s\n' "$out"
		p=$(series_files | sed -n "${p}p")
		fail "patches/$p does not apply to $(git describe --always "$BASE" 2>/dev/null): $(printf '%s\n' "$out" |
			sed -n 's/^error: patch failed: //p; s/^error: \(.*: does not exist.*\|.*: already exists.*\)/\1/p' | head -n 1)"
	fi
}

# take_files TREE: the files of the unpatched kernel. Where they still lie beside the
# repository that they were imported into they are moved, which is faster than to write
# 90,000 again; another clone that comes at the same time waits, and then writes them.
take_files()
(
	flock 8
	if [ -f "$KERNEL/Makefile" ] && [ "$(stat -c %d "$KERNEL")" = "$(stat -c %d "$1")" ]; then
		mv "$KERNEL/.git/index" "$1/.git/index"
		mkdir "$KERNEL/.git/moving"
		find "$KERNEL" -mindepth 1 -maxdepth 1 ! -name .git -exec mv -t "$KERNEL/.git/moving" {} +
		find "$KERNEL/.git/moving" -mindepth 1 -maxdepth 1 -exec mv -t "$1" {} +
		rmdir "$KERNEL/.git/moving"
	fi
) 8>"$KERNEL.lock"

make_tree()
{
	local tree=$1 key=$2 tmp=$BUILD/tree.tmp

	# shellcheck disable=SC2064
	trap "rm -rf '$tmp'" EXIT
	rm -rf "$tmp"
	git clone -q --shared --no-checkout "$KERNEL" "$tmp"
	git -C "$tmp" config core.fsync none
	# Files that were moved have another ctime.
	git -C "$tmp" config core.trustctime false
	git -C "$tmp" config core.checkStat minimal
	git -C "$tmp" config user.name "$PROJECT_NAME"
	git -C "$tmp" config user.email "$PROJECT_MAIL"
	# Hunk headers must not depend on what this git's drivers call a function: the plain
	# rule is the same in every version.
	mkdir -p "$tmp/.git/info"
	printf '* !diff\n' >"$tmp/.git/info/attributes"
	take_files "$tmp"
	git -C "$tmp" checkout -q -f -B series "$BASE"
	git -C "$tmp" tag -f agx-base "$BASE" >/dev/null
	apply_series "$tmp"
	git -C "$tmp" tag -f agx-exported HEAD >/dev/null
	printf '%s' "$key" >"$tmp/.git/agx-key"
	if [ -d "$tree" ]; then
		# Keep the folder and its files' times: what did not change is not built again.
		git -C "$tree" fetch -q -f "$tmp" refs/heads/series:refs/agx/new "refs/tags/*:refs/tags/*"
		git -C "$tree" checkout -q -f -B series refs/agx/new
		printf '%s' "$key" >"$tree/.git/agx-key"
	else
		mv "$tmp" "$tree"
	fi
}

tree_is_local()
{
	[ -n "$(git -C "$1" status --porcelain -uno)" ] ||
		[ "$(git -C "$1" rev-parse HEAD)" != "$(git -C "$1" rev-parse -q --verify agx-exported^{commit})" ]
}

# get_tree [DIR]: the kernel with the series applied, in $TREE. A tree that has work of
# its own is used as it is ($TREE_LOCAL) and never overwritten.
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
	elif [ ! -d "$TREE/.git" ] || ! stamp_is "$TREE/.git/agx-key" "$key"; then
		must "apply $(series_files | wc -l) patches" make_tree "$TREE" "$key"
	fi
}

# Files that the series adds, and C files among them
our_files() { git -C "$TREE" diff --no-renames --diff-filter=A --name-only agx-base HEAD; }
our_sources() { our_files | grep '\.c$'; }
