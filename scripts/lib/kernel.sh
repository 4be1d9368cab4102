# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# kernel.sh - the kernel's source, and the tree with the series applied
#
# Sourced after debian.sh. The unpatched kernel is a git repository in $CACHE, made from
# Debian's package; each clone of this project has a tree of its own that borrows its
# objects. What takes long is made under a temporary name and renamed when it is whole.

KERNEL_VERSION=7.3

# parse_kernel DIR[@REF]
parse_kernel()
{
	KERNEL_DIR=${1%@*}
	KERNEL_REF=HEAD
	case $1 in *@*) KERNEL_REF=${1##*@} ;; esac
	KERNEL_DIR=$(realpath -e "$KERNEL_DIR" 2>/dev/null) || die "--kernel: no such folder: ${1%@*}"
	git -C "$KERNEL_DIR" rev-parse --git-dir >/dev/null 2>&1 ||
		die "--kernel: not a git repository: $KERNEL_DIR"
	git -C "$KERNEL_DIR" rev-parse -q --verify "$KERNEL_REF^{commit}" >/dev/null ||
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
	# The compression of 90,000 files would take longer than all other steps here.
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

	sha=$(git -C "$KERNEL_DIR" rev-parse "$KERNEL_REF^{commit}")
	git clone -q --shared --no-checkout "$KERNEL_DIR" "$1.tmp"
	git -C "$1.tmp" checkout -q --detach "$sha"
	mv "$1.tmp" "$1"
}

# get_kernel: the unpatched kernel in $KERNEL (a git tree of ours), its commit in $BASE
get_kernel()
{
	if [ -n "${KERNEL_DIR:-}" ]; then
		KERNEL=$BUILD/kernel-$(printf '%s@%s' "$KERNEL_DIR" \
			"$(git -C "$KERNEL_DIR" rev-parse "$KERNEL_REF^{commit}")" | sha256sum | cut -c 1-12)
		[ -d "$KERNEL" ] || must "clone $KERNEL_DIR at $KERNEL_REF" clone_kernel "$KERNEL"
	else
		KERNEL=$CACHE/linux-$KERNEL_VERSION
		[ -d "$KERNEL" ] || must "get linux-source-$KERNEL_VERSION" in_cache "linux-$KERNEL_VERSION" import_kernel
	fi
	BASE=$(git -C "$KERNEL" rev-parse HEAD)
}

series_files() { grep -v -e '^ *#' -e '^ *$' "$TOP/series"; }

topics() { series_files | cut -d / -f 1 | uniq; }

# check_topics TOPIC/NAME.patch...: patches of a topic stand together, and have a cover letter
check_topics()
{
	local wrong

	wrong=$(awk -F / -v d="$TOP/patches/" '
		!/^[^\/]+\/[^\/]+\.patch$/ { print "series: " $0 " is not of the form TOPIC/NAME.patch"; exit }
		$1 != topic && seen[$1]++ { print "patches/" $0 " comes after patches/" last ": the patches of a topic have to stand together"; exit }
		$1 != topic && (getline line <(d $1 "/cover-letter")) < 1 { print "the topic " $1 " has no patches/" $1 "/cover-letter"; exit }
		{ topic = $1; last = $0 }' < <(printf '%s\n' "$@"))
	[ -z "$wrong" ] || die "$wrong"
}

# check_series: series and patches/ name the same files
check_series()
{
	local wrong

	[ -f "$TOP/series" ] || die "$TOP has no file series"
	check_topics $(series_files)
	wrong=$(diff <({ series_files; topics | sed 's#$#/cover-letter#'; } | sort) <(cd "$TOP/patches" && find . -type f -printf '%P\n' | sort) |
		sed -n 's#^< \(.*\)#series names \1, which patches/ does not have#p; s#^> \(.*\)#patches/\1 is not named in series#p' || true)
	[ -z "$wrong" ] || die "$(head -n 1 <<<"$wrong")"
}

series_key()
{
	{ printf '%s\n' "$BASE"; cat "$TOP/series"; ( cd "$TOP/patches" && cat $(series_files) ); } |
		sha256sum | cut -c 1-16
}

# apply_series TREE: git am all patches; a failure names the patch and the file
apply_series()
{
	local out p files

	mapfile -t files < <(series_files | sed "s#^#$TOP/patches/#")
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

# take_files TREE: move the files of the unpatched kernel to TREE, if the repository that
# import_kernel made still has them. That is faster than writing 90,000 files again. Another
# clone that comes at the same time waits, finds no files, and leaves them to git checkout.
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
	# Otherwise git would read all files: a file that was moved has a new ctime.
	git -C "$tmp" config core.trustctime false
	git -C "$tmp" config core.checkStat minimal
	git -C "$tmp" config user.name "$PROJECT_NAME"
	git -C "$tmp" config user.email "$PROJECT_MAIL"
	# git's own drivers have rules for the function in a hunk header, and they change from
	# version to version. The plain rule does not.
	mkdir -p "$tmp/.git/info"
	printf '* !diff\n' >"$tmp/.git/info/attributes"
	take_files "$tmp"
	git -C "$tmp" checkout -q -f -B series "$BASE"
	git -C "$tmp" tag -f agx-base "$BASE" >/dev/null
	apply_series "$tmp"
	git -C "$tmp" tag -f agx-exported HEAD >/dev/null
	printf '%s' "$key" >"$tmp/.git/agx-key"
	if [ -d "$tree" ]; then
		# Keep the times of unchanged files, otherwise all of them are built again.
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

# get_tree [DIR]: make the tree $TREE, the kernel with the series applied. A tree with
# changes that were not exported is used as it is ($TREE_LOCAL) and never overwritten.
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

# The files that the series adds, and the kernel's C files among them
our_files() { git -C "$TREE" diff -M40% --diff-filter=A --name-only agx-base HEAD; }
our_sources() { our_files | grep '\.c$' | grep -v '^tools/'; }
