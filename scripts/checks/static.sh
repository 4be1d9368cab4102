# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# static.sh - the section "static": the layout of the firmware's structures, Clang's context
# analysis, sparse, coccinelle, kernel-doc, and for each check a planted mistake that it must
# report
#
# The tools come from the Debian sid userland.

# fw_layout FACTS: compare the structures of the firmware with these facts
fw_layout() { "$TOP/scripts/checks/fw-layout" "$TREE" "$1" "$TOP/kunit/compile/fw-layout.names"; }

check_fw_layout()
{
	local facts=$TOP/kunit/compile/fw-layout.csv

	fw_layout "$facts" >"$BUILD/fw-layout.results" || grep -q '^not ok' "$BUILD/fw-layout.results" || fail "fw-layout failed"
	cat "$BUILD/fw-layout.results"
	# With one fact changed, exactly the five combinations must differ
	sed 's/^\(buffer.BlockControl,wptr\),4,/\1,8,/' "$facts" >"$SCRATCH/facts.csv"
	[ "$(fw_layout "$SCRATCH/facts.csv" | grep -c '^not ok')" -eq 5 ] || fail "a planted mistake was not reported"
}

prepare_clang()
{
	configure clang clang x86_64 drivers-x86_64 series-module series-debug clang
	kmake clang clang modules_prepare
}

# analysed: the folders and files for which the series turns on context analysis, one a line:
# "FOLDER PATH", where PATH is the folder itself or one of its files
analysed()
{
	local makefile dir

	git -C "$TREE" diff --name-only agx-base HEAD -- '*Makefile' | while IFS= read -r makefile; do
		dir=$(dirname "$makefile")
		git -C "$TREE" diff -U0 agx-base HEAD -- "$makefile" | sed -n -E "
			s#^\+CONTEXT_ANALYSIS *:= *y.*#$dir $dir#p
			s#^\+CONTEXT_ANALYSIS_(.*)\.o *:= *y.*#$dir $dir/\1.c#p"
	done
}

# Sources that are compiled for User Mode Linux only, and so not for x86_64 by Clang
UML_ONLY='drivers/gpu/drm/asahi/sim/sim_dma.c'

# analyse ARG...: build our sources, and the files of other drivers for which the series turns
# on the analysis, with these make variables; silence is success
analyse()
{
	local log=$BUILD/clang/analysis.log objs=()

	mapfile -t objs < <({ our_sources | grep -v -x -F "$UML_ONLY"; analysed | cut -d ' ' -f 2 | grep '\.c$'; } | sed 's/\.c$/.o/' | sort -u)
	( cd "$BUILD/clang" && rm -f "${objs[@]}" )
	kmake clang clang "$@" "${objs[@]}" >"$log" 2>&1 || { tail -n 40 "$log"; fail "$(grep -m 1 -E 'error' "$log")"; }
	cat "$log"
	! grep -q -E 'warning|error' "$log" || fail "$(grep -m 1 -E 'warning|error' "$log")"
}

kernel_doc() { in_root bash -c 'cd "$1" && shift && scripts/kernel-doc -none -Werror "$@"' x "$TREE" "$@" 2>&1; }

check_kernel_doc()
{
	local files out

	mapfile -t files < <(our_files | grep '\.[ch]$')
	cd "$TREE"
	out=$(kernel_doc "${files[@]}" || true)
	! grep -i 'warning\|error' <<<"$out" || fail "$(grep -m 1 -i 'warning\|error' <<<"$out")"
}

# htmldocs: make the pages that the series adds, with the comments that they include, in a copy
# of the tree that has no other pages. What they refer to in other folders is not there.
htmldocs()
{
	local d=$BUILD/docs p pages

	mapfile -t pages < <(git -C "$TREE" diff --name-only --diff-filter=A agx-base HEAD -- 'Documentation/*.rst')
	rm -rf "$d"
	git clone -q --shared --no-checkout "$TREE" "$d"
	cd "$d"
	git sparse-checkout set --no-cone '/*' '!/*/' /Documentation/ /scripts/ /tools/docs/ /tools/lib/python/ /tools/net/ynl/ \
		/include/ /drivers/gpu/drm/asahi/ /lib/ '/arch/x86/*' '!/arch/x86/*/'
	git checkout -q --detach "$(git -C "$TREE" rev-parse HEAD)"
	for p in "${pages[@]%/*}"; do
		find "$p" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
		printf 'Pages\n=====\n\n.. toctree::\n   :glob:\n\n   *\n' >"$p/index.rst"
	done
	# A page may include other files
	git -C "$TREE" diff --name-only --diff-filter=A agx-base HEAD -- Documentation | xargs git checkout -q HEAD --
	make SPHINXDIRS="$(printf '%s\n' "${pages[@]}" | cut -d / -f 2 | sort -u | xargs)" SPHINXOPTS=-q \
		PYTHON3=/usr/bin/python3 htmldocs 2>&1 | tee "$BUILD/htmldocs.log"
}

check_htmldocs()
{
	local out

	out=$(htmldocs | grep -E 'WARNING|ERROR|Error' | grep -v -E 'undefined label|unknown document|nonexisting document' || true)
	[ -s "$BUILD/docs/Documentation/output/gpu/asahi.html" ] || fail "no page: $(tail -n 1 "$BUILD/htmldocs.log")"
	[ -z "$out" ] || { printf '%s\n' "$out"; fail "htmldocs: $(head -n 1 <<<"$out")"; }
	rm -rf "$BUILD/docs"
}

# cocci_rule RULE GROUPS: run one rule over the files in GROUPS, in the chroot. A rule that
# cannot report prints the patch that it would make. By default spatch would search the whole
# repository with git grep for each group.
cocci_rule()
{
	local rule=$1 mode=patch err=/tmp/spatch.$BASHPID opt

	opt=$(sed -n "s|^// *Options: *||p" "$rule")
	! grep -q "^virtual.*report" "$rule" || mode="report --no-show-diff"
	# shellcheck disable=SC2086
	spatch -D $mode --very-quiet --cocci-file "$rule" $opt -I include -I arch/x86/include --use-coccigrep --file-groups "$2" 2>"$err" </dev/null ||
		echo "$rule: spatch failed: $(head -c 200 "$err")"
	rm -f "$err"
}

# cocci FILE...: run every rule of the kernel over these files, except for rules with parts
# in OCaml, which need its compiler. Each file is a group of its own: spatch has a limit of
# time for a group.
cocci()
{
	in_root bash -c "$(declare -f cocci_rule)"'
		export -f cocci_rule
		cd "$1"
		jobs=$2
		shift 2
		printf "%s\n\n" "$@" >/tmp/groups.$$
		mapfile -t rules < <(grep -L -r --include="*.cocci" "script:ocaml" scripts/coccinelle | sort)
		# Rules that read all headers take longest, so they come first
		{ grep -l -e --all-includes "${rules[@]}"; grep -L -e --all-includes "${rules[@]}"; } |
			xargs -P "$jobs" -I RULE bash -c "cocci_rule RULE /tmp/groups.$$"
		rm -f "/tmp/groups.$$"' x "$TREE" "$JOBS" "$@"
}

check_coccinelle()
{
	local files out

	# The tests of layouts are tables without code, and include all headers of abi/
	mapfile -t files < <(our_sources | grep -v '/agx_fw_layout_')
	out=$(cocci "${files[@]}")
	[ -z "$out" ] || { printf '%s\n' "$out"; fail "coccinelle: $(head -n 1 <<<"$out")"; }
}

# planted KIND: a file with one mistake of this kind must be reported in the words of its
# comment "expect: TEXT"
planted()
{
	local kind=$1 d=$BUILD/planted want out

	rm -rf "$d"
	mkdir -p "$d"
	cp "$TOP/kunit/compile/planted/$kind.c" "$d/planted.c"
	printf 'obj-m := planted.o\nCONTEXT_ANALYSIS := y\n' >"$d/Kbuild"
	want=$(sed -n 's/.*expect: \(.*\) \*\/.*/\1/p' "$d/planted.c" | head -n 1)
	case $kind in
	sparse) out=$(kmake clang clang M="$d" C=2 CHECK=sparse planted.o 2>&1 || true) ;;
	kernel-doc) out=$(kernel_doc "$d/planted.c" || true) ;;
	coccinelle) out=$(cocci "$d/planted.c") ;;
	floor) mv "$d/planted.c" "$d/agx_hw.c"; out=$(floors "$d") ;;
	*) out=$(kmake clang clang M="$d" planted.o 2>&1 || true) ;;
	esac
	grep -q -e "$want" <<<"$out" || { printf '%s\n' "$out"; fail "a planted $kind mistake was not reported (expected: $want)"; }
}

# check_model: the unit tests of the program that executes jobs, with the compiler's sanitizers
check_model()
{
	local log=$BUILD/model.log err=0

	make -s -j"$JOBS" -C "$TREE/tools/testing/asahi/gpu" O="$BUILD/model" CC='ccache gcc' sanitize >"$log" 2>&1 || err=1
	awk '
		/^# / { suite = $2 }
		match($0, /^(not )?ok [0-9]+ - /) {
			name = substr($0, RLENGTH + 1)
			gsub(/ /, "-", name)
			print ($1 == "ok" ? "ok" : "not ok"), suite "/" name, "- see the log"
		}' "$log" >"$BUILD/model.results"
	[ "$err" -eq 0 ] || { tail -n 30 "$log"; fail "the model's tests: $(grep -m 1 -E '^not ok|error|ERROR|Error' "$log")"; }
}

sec_static()
{
	local f

	part "static/fw-layout finds a mistake" check_fw_layout
	collect "$BUILD/fw-layout.results" "static/fw-layout/"
	part "static/the model's unit tests" check_model
	collect "$BUILD/model.results" static/model/
	get_root tools
	part "static/prepare clang 23" prepare_clang
	[ "$STEP_RC" -eq 0 ] || return 0
	part "static/clang context analysis, W=1" analyse W=1
	part "static/sparse" analyse C=2 CHECK=sparse
	part "static/kernel-doc -Werror" check_kernel_doc
	[ -z "$ALL" ] || { need python3-sphinx python3-yaml; part "static/htmldocs" check_htmldocs; }
	part "static/coccinelle" check_coccinelle
	for f in $(cd "$TREE" && grep -l -r --include='*.cocci' 'script:ocaml' scripts/coccinelle); do
		skip "static/coccinelle/$(basename "$f" .cocci)" "the rule needs an OCaml compiler, 300 MB for two rules"
	done
	for f in "$TOP"/kunit/compile/planted/*.c; do
		part "static/planted $(basename "$f" .c)" planted "$(basename "$f" .c)"
	done
}
