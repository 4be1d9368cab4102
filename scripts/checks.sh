# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# checks.sh - the sections of scripts/test
#
# Sourced by it after common.sh and vm.sh; $TREE is the kernel with the series.

ok() { printf 'ok %s\n' "$1" >>"$RESULTS"; }
skip() { printf 'skip %s - %s\n' "$1" "$2" >>"$RESULTS"; }

not_ok()
{
	printf 'not ok %s - %s\n' "$1" "$2" >>"$RESULTS"
	printf '   FAILED: %s: %s\n' "$1" "$2"
}

# part NAME COMMAND...: a step that is a test by itself; STEP_RC is its outcome
part()
{
	step "$@"
	if [ "$STEP_RC" -eq 0 ]; then ok "$1"; else not_ok "$1" "$FAILED_WHY"; fi
}

# collect FILE PREFIX: take over result lines that a step wrote to FILE
collect()
{
	local line

	[ -f "$1" ] || return 0
	while IFS= read -r line; do
		case $line in
		'ok '*) printf 'ok %s%s\n' "$2" "${line#ok }" >>"$RESULTS" ;;
		'skip '*) printf 'skip %s%s\n' "$2" "${line#skip }" >>"$RESULTS" ;;
		'not ok '*)
			printf 'not ok %s%s\n' "$2" "${line#not ok }" >>"$RESULTS"
			printf '   FAILED: %s%s\n' "$2" "${line#not ok }"
			;;
		esac
	done <"$1"
}

# Files that the series adds, and C files among them
our_files() { git -C "$TREE" diff --no-renames --diff-filter=A --name-only agx-base HEAD; }
our_sources() { our_files | grep '\.c$'; }

commits() { git -C "$TREE" rev-list --reverse agx-base..HEAD; }
title() { git -C "$TREE" log -1 --format='%f' "$1" | cut -c 1-40; }

# ---------------------------------------------------------------- scripts

# says STATUS TEXT COMMAND...: COMMAND exits with STATUS and says TEXT in its only line
says()
{
	local status=$1 text=$2 out rc=0

	shift 2
	out=$(AGX_BUILD=$SCRATCH/says "$@" 2>&1) || rc=$?
	[ "$rc" -eq "$status" ] || fail "$*: exit status $rc instead of $status: $out"
	grep -q -e "$text" <<<"$out" || fail "$*: does not say '$text': $out"
	[ "$status" -eq 0 ] || [ "$(wc -l <<<"$out")" -eq 1 ] || fail "$*: more than one line: $out"
}

check_usage()
{
	local s

	for s in run test tree export cost; do
		says 0 '^Usage: scripts/' "$TOP/scripts/$s" --help
		says 1 'see --help' "$TOP/scripts/$s" --no-such-option
	done
	says 1 'two measurements' "$TOP/scripts/cost" --best --memory
	says 1 "unknown SoC 't9999'; known are: t8103" "$TOP/scripts/run" --soc t9999
	says 1 "unknown section 'nonsense'" "$TOP/scripts/test" --only nonsense
	says 1 'no such folder' "$TOP/scripts/tree" --kernel /no/such/folder
	says 1 'not a git repository' "$TOP/scripts/tree" --kernel /usr
	says 1 "no commit 'no-such-ref'" "$TOP/scripts/run" --kernel "$KERNEL@no-such-ref"
	says 1 "not of the form" "$TOP/scripts/export" --from nobody --to "$SCRATCH/x"
}

# A kernel that the series does not fit: the message names the patch and the file,
# and nothing stays behind that the next run could take for a tree.
check_misfit()
{
	local k=$SCRATCH/misfit out rc=0 tree commit d=$SCRATCH/says-misfit

	git clone -q --shared --no-checkout "$KERNEL" "$k"
	tree=$(git -C "$k" ls-tree "$BASE" MAINTAINERS Makefile | git -C "$k" mktree)
	commit=$(git -C "$k" -c user.name=x -c user.email=x@example.org commit-tree -m 'next to nothing' "$tree")
	git -C "$k" tag misfit "$commit"
	out=$(AGX_BUILD=$d "$TOP/scripts/tree" --kernel "$k@misfit" 2>&1) || rc=$?
	[ "$rc" -eq 1 ] || fail "a series that does not apply gives status $rc: $out"
	tail -n 1 <<<"$out" | grep -q 'patches/0001-.*\.patch does not apply to .*: [^ ]*: ' ||
		fail "patch and file are not named: $(tail -n 1 <<<"$out")"
	[ -z "$(find "$d" -maxdepth 1 -name '*tree*')" ] || fail "half a tree was left behind"
}

check_full_disk()
{
	local m=$SCRATCH/small out rc=0

	mkdir -p "$m"
	out=$(unshare -m bash -c '
		mount -t tmpfs -o size=4m tmpfs "$1" && AGX_BUILD=$1 "$2"/scripts/tree' x "$m" "$TOP" 2>&1) || rc=$?
	[ "$rc" -eq 1 ] || fail "a full disk gives status $rc: $out"
	[[ $out == *'GB are needed'* ]] && [ "$(wc -l <<<"$out")" -eq 1 ] || fail "a full disk is not named in one line: $out"
}

check_no_network()
{
	local out rc=0 d=$SCRATCH/no-net

	mkdir -p "$d"
	out=$(unshare -n env AGX_BUILD="$d" "$TOP/scripts/tree" 2>&1) || rc=$?
	[ "$rc" -eq 1 ] || fail "no network gives status $rc: $out"
	tail -n 1 <<<"$out" | grep -q 'mirror does not answer\|no network' || fail "no network is not named: $(tail -n 1 <<<"$out")"
	[ ! -e "$d/kernel" ] || fail "half a kernel was left behind"
	rm -rf "$d"
}

# How a step ended is known also where the shell does not know its child any more: it
# forgets one whose number another process got.
check_ahead()
{
	local n

	ahead "says-well" true
	ahead "says-ill" bash -c 'exit 3'
	for n in {1..100}; do
		[ ! -s "$BUILD/log/says-well.log.end" ] || [ ! -s "$BUILD/log/says-ill.log.end" ] || break
		sleep 0.1
	done
	disown -a
	step "says-well"
	[ "$STEP_RC" -eq 0 ] || fail "a step that went well has status $STEP_RC"
	step "says-ill"
	[ "$STEP_RC" -eq 3 ] || fail "a step that ended with status 3 has status $STEP_RC"
}

sec_scripts()
{
	part "shellcheck" bash -c "cd '$TOP' && shellcheck -x -S warning -P scripts scripts/run scripts/test scripts/tree scripts/export scripts/guest scripts/refs-check scripts/cocci-check scripts/cost .ci/run"
	part "usage and bad arguments" check_usage
	part "a kernel that the series does not fit" check_misfit
	part "a full disk" check_full_disk
	part "no network" check_no_network
	part "lifetimes draws its sample" check_lifetimes
	part "a step that ended long ago" check_ahead
}

# The graph of who holds whom names every object of the sample, and numbers them.
check_lifetimes()
{
	local sample=$TOP/kunit/lifetimes/sample.txt svg=$SCRATCH/lifetimes.svg o

	"$TOP/scripts/lifetimes" "$sample" >"$svg"
	python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$svg" || fail "not well-formed XML"
	for o in $(sed -n 's/^  \([a-z_]*#[0-9]*\) .*/\1/p' "$sample"); do
		grep -q -F "${o/\#/ #}" "$svg" || fail "$o is not in the graph"
	done
	! echo 'no such thing' | "$TOP/scripts/lifetimes" >"$svg" 2>&1 || fail "nonsense is drawn without a word"
}

# What the library may have: it stays small, or it does too much.
check_budget()
{
	local n limit=1000

	cd "$TREE"
	n=$({ cat include/linux/kref_{typed,closable,deferred,table}.h include/linux/{teardown,err_restart,wait_until,restart_scope}.h
		git diff agx-base HEAD -- drivers/dma-buf/dma-{fence,resv}.c include/linux/dma-resv.h | grep '^+' | grep -v '^+++'; } | wc -l)
	[ "$n" -le "$limit" ] || fail "the library has $n lines, and may have $limit"
	say "the library has $n lines, of at most $limit"
}

# ---------------------------------------------------------------- series

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
# It asks get_maintainer.pl about every file, which reads all of MAINTAINERS, to
# learn whether it is obsolete: here it gets to read the entries that say so. It
# asks spdxcheck.py about every license, which starts slowly: check_licenses asks
# once. Without git it does not; where the kernel is one commit there is nothing
# else for it to ask git either.
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
		printf '%s\0' "${files[@]}" | xargs -0 -n $(((${#files[@]} + JOBS - 1) / JOBS)) -P "$JOBS" \
			scripts/checkpatch.pl --quiet --no-summary --show-types --terse "$@" 2>&1
	) && [ -z "$out" ] ||
		{ printf '%s\n' "$out"; fail "$name: $(grep -m 1 -E 'ERROR|WARNING|CHECK' <<<"$out" || head -n 1 <<<"$out")"; }
}

check_licenses()
{
	local files out

	mapfile -t files < <(our_files)
	cd "$TREE"
	# It exits with 0 whatever it finds.
	out=$(scripts/spdxcheck.py "${files[@]}" 2>&1) && [ -z "$out" ] || fail "spdxcheck.py: $(head -n 1 <<<"$out")"
}

check_checkpatch()
{
	local files

	mapfile -t files < <(series_files | sed "s#^#$TOP/patches/#")
	cd "$TREE"
	checkpatch "checkpatch --strict" "${files[@]}" -- --strict --no-signoff
}

check_maintainers()
{
	local missing=$SCRATCH/missing entries=$SCRATCH/MAINTAINERS

	cd "$TREE"
	# The series' entries are enough, and faster to read than all 28,000 lines.
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
	part "the library keeps to its size" check_budget
}

# The submitter's way: another name, sign-off, plain checkpatch, an mbox for b4.
check_submit()
{
	local d=$SCRATCH/submit who='Some Submitter <submitter@example.org>'

	exec 9>&-
	AGX_LOCKED=1 "$TOP/scripts/export" --from "$who" --to "$d/out" "$TREE"
	git clone -q --shared --no-checkout "$KERNEL" "$d/tree"
	cd "$d/tree"
	git config gc.auto 0
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
	in_root bash -c "cd '$d' && git init -q . && b4 -n --offline-mode am --no-parent --no-cache -m '$d/series.mbox' -o '$d/out' '<$(sed -n 's/^Message-ID: <\(.*\)>/\1/p' "$d/series.mbox" | head -n 1)>'" || fail "b4 am refused the mbox"
	[ "$(cat "$d"/out/*.mbx | grep -c '^Subject: .*PATCH')" -eq "$n" ] || fail "b4 am took other than $n patches"
	rm -rf "$d"
}

sec_mail()
{
	part "a submitter's copy, signed off" check_submit
	part "b4 am takes the mbox" check_b4
}

sec_root()
{
	get_root tools
	ok "userland with current tools"
}

# ---------------------------------------------------------------- KUnit on UML

# kunit COMMAND OUT ARG...: kunit.py with the options that all its commands need
kunit()
{
	local command=$1 out=$2

	shift 2
	./tools/testing/kunit/kunit.py "$command" --build_dir="$out" "$@"
}

# build_kunit TREE OUT: the kernel with the suites of $KUNIT_CONFIGS. make
# alone, for "kunit.py build" looks at the whole configuration every time.
build_kunit()
{
	local tree=$1 out=$2 log=$2/kunit.build key rc=0

	mkdir -p "$out"
	cat "${KUNIT_CONFIGS[@]}" | known_options "$tree" >"$out/wanted.kunitconfig"
	cd "$tree"
	key=$(hash_of "$out/wanted.kunitconfig" <(kconfig_state "$tree"))
	if ! stamp_is "$out/.agx-config" "$key"; then
		rm -f "$out/.kunitconfig" "$out/.config" "$out/.agx-config"
		kunit config "$out" --kunitconfig="$out/wanted.kunitconfig" --make_options CC="ccache gcc" >"$log" 2>&1 || {
			tail -n 40 "$log"
			fail "$(grep -h -m 1 -E '^Missing: |error: |Error ' "$log" || echo "kunit.py config failed")"
		}
		printf '%s' "$key" >"$out/.agx-config"
	fi
	cached "$out" make -s ARCH=um O="$out" -j"$JOBS" CC="ccache gcc" linux >"$log" 2>&1 || rc=$?
	if [ "$rc" -ne 0 ]; then
		tail -n 40 "$log"
		fail "$(grep -h -m 1 -E 'error: |Error ' "$log" || echo "make failed with status $rc")"
	fi
	! grep -E 'warning: ' "$log" || fail "the compiler warned: $(grep -m 1 'warning: ' "$log")"
	touch "$out/.agx-built"
}

# exec_kunit TREE OUT: run it. The suites that mainline marks as slow stay out:
# they measure time, which means nothing on UML with its 100 Hz clock and less on
# a loaded machine.
exec_kunit()
{
	local out=$2

	cd "$1"
	kunit exec "$out" --timeout=600 --filter 'speed>slow' --raw_output=kunit \
		"${KUNIT_GLOB:-*}" >"$out/kunit.tap" 2>&1 || true
	kunit_results "$out/kunit.tap" >"$out/results"
	kunit_complete "$out/kunit.tap" >>"$out/results"
	! grep -q '^not ok' "$out/results" || grep -B 12 '^ *not ok' "$out/kunit.tap" || tail -n 40 "$out/kunit.tap"
}

run_kunit()
{
	build_kunit "$TREE" "$BUILD/uml"
	exec_kunit "$TREE" "$BUILD/uml"
}

# kunit_results TAP: one result line a test case, parametrised cases as one
kunit_results()
{
	sed -n -E '
		s/^    # Subtest: (.*)$/\1/; t sub
		s/^    (ok|not ok) [0-9]+ ([^ ]+)(.*)$/\1 \2\3/; t result
		b
		:sub
		h
		b
		:result
		G
		s/^(ok|not ok) ([^ ]+) # SKIP ?\n(.*)$/skip \3.\2 - so was every case of it/; t print
		s/^(ok|not ok) ([^ ]+) # SKIP ?([^\n]*)\n(.*)$/skip \4.\2 - \3/; t print
		s/^ok ([^ \n]+)[^\n]*\n(.*)$/ok \2.\1/; t print
		s/^not ok ([^ \n]+)[^\n]*\n(.*)$/not ok \2.\1 - see kunit.tap/
		:print
		p' "$1"
}

# kunit_complete TAP: "not ok" when fewer suites ended than the plan announces:
# the kernel died in one, and the tests after that one did not run
kunit_complete()
{
	awk '
		/^1\.\.[0-9]+$/ && !plan { plan = substr($0, 4) + 0 }
		/^    # Subtest: / { suite = $0; sub(/^    # Subtest: /, "", suite) }
		/^(ok|not ok) [0-9]+ / { done++ }
		/Kernel panic|Oops|Segfault/ && !why { why = $0 }
		END {
			if (!plan) print "not ok plan - no test ran"
			else if (done != plan)
				printf "not ok %s - the kernel died in it, %d of %d suites ended (%s)\n",
					suite, done, plan, why ? why : "no message"
		}' "$1"
}

# The KUnit suites in files that the series adds or changes
our_suites()
{
	git -C "$TREE" diff --no-renames --name-only agx-base HEAD | grep '\.c$' |
		( cd "$TREE" && xargs sed -n '/struct kunit_suite /,/^};/s/^\t\.name = "\(.*\)",/\1/p' )
}

# splats TAP: what a kernel prints when something went wrong that no test asked
# about. Suites of mainline that provoke warnings on purpose do not count.
splats()
{
	our_suites | awk '
		FNR == NR { ours[$0] = 1; next }
		/^    # Subtest: / { suite = $3; if (NF > 3) suite = substr($0, index($0, ": ") + 2) }
		/^(ok|not ok) / { suite = "" }
		/BUG: |WARNING: |KASAN: |UBSAN: |Kernel panic|refcount_t: |possible (recursive|circular) locking|ODEBUG: / {
			if (suite == "" || suite in ours) print FNR ": " $0
		}' - "$1"
}

sec_kunit()
{
	step "KUnit on UML" run_kunit
	[ ${#KUNIT_CONFIGS[@]} -gt 1 ] || skip uml/drm-and-ttm "--quick leaves out mainline's suites, and our cases in two of them"
	if [ "$STEP_RC" -eq 0 ]; then
		collect "$BUILD/uml/results" uml/
		if [ -z "$TREE_LOCAL" ] && [ "$KUNIT_GLOB" = '*' ] && ! grep -q '^not ok' "$BUILD/uml/results"; then
			each_key HEAD >>"$BUILD/each-passed"
		fi
		splat=$(splats "$BUILD/uml/kunit.tap")
		if [ -z "$splat" ]; then ok uml/kernel-log; else not_ok uml/kernel-log "$(head -n 1 <<<"$splat")"; fi
	else
		not_ok "KUnit on UML" "$FAILED_WHY"
	fi
}

# ---------------------------------------------------------------- mutants

# One result for each mutant, caught or not, and one for each test case that none
# of them makes fail
check_mutants()
{
	local rc=0 first=--first

	# Each mutant to its end takes twice as long.
	[ -z "$SOAK" ] || first=
	build_kunit "$TREE" "$BUILD/uml"
	"$TOP/scripts/mutants" $first --timeout 30 --jobs "$JOBS" "$TREE" "$BUILD/uml" >"$BUILD/mutants.log" 2>&1 || rc=$?
	cat "$BUILD/mutants.log"
	sed -n -E 's/^(ok [^:]*): .*/\1/p; s/^(SURVIVED|USELESS) ([^:]*): (.*)/not ok \2 - \1: \3/p' \
		"$BUILD/mutants.log" >"$BUILD/mutants.results"
	! grep -q '^mutants: ' "$BUILD/mutants.log" || fail "$(sed -n 's/^mutants: //p' "$BUILD/mutants.log" | tail -n 1)"
	[ "$rc" -eq 0 ] || grep -q '^not ok' "$BUILD/mutants.results" || fail "scripts/mutants failed with status $rc"
	grep -q '^ok' "$BUILD/mutants.results" || fail "no mutant was tried"
}

sec_mutants()
{
	rm -f "$BUILD/mutants.results"
	part "mutants/run" check_mutants
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/mutants.results" mutants/
}

# ---------------------------------------------------------------- patch by patch

# each_tree: a second work tree, with the objects that were built from the first
# one. Both are mounted where the first ones are: then what a patch does not touch
# is not compiled again. Nobody else sees the mounts (see scripts/test).
each_tree()
{
	# What is left of a run that ended at a lower patch is newer than the sources.
	rm -rf "$BUILD/each" "$BUILD/each-uml" "$BUILD"/each-x86_64-* "$BUILD"/each-arm64-*
	git clone -q --shared --no-checkout "$KERNEL" "$BUILD/each"
	git -C "$BUILD/each" config core.trustctime false
	git -C "$BUILD/each" fetch -q "$TREE" HEAD:refs/agx/series refs/tags/agx-base:refs/tags/agx-base
	# Links, which git replaces when it changes a file, and which keep the times
	find "$TREE" -mindepth 1 -maxdepth 1 ! -name .git -exec cp -al -t "$BUILD/each" {} +
	cp "$TREE/.git/index" "$BUILD/each/.git/index"
	git -C "$BUILD/each" checkout -q -f --detach refs/agx/series
	mkdir -p "$BUILD/uml"
	cp -a "$BUILD/uml" "$BUILD/each-uml"
}

# each_uml COMMIT: build it. Leaves the kernel in each-kernels/SUM, unless one with that
# SUM was there already: the same kernel need not be tried twice.
each_uml()
{
	local sum kernels=$BUILD/each-kernels

	git -C "$TREE" checkout -q -f --detach "$1"
	build_kunit "$TREE" "$BUILD/uml"
	sum=$(sha256sum <"$BUILD/uml/linux" | cut -c 1-16)
	[ -d "$kernels/$sum" ] || { mkdir -p "$kernels/$sum"; cp "$BUILD/uml/linux" "$kernels/$sum/"; }
	printf '%s\n' "$sum" >"$kernels/last"
}

# each_touches COMMIT OUT: does it change anything that the kernel just built in OUT
# is made from? What was compiled names its source and headers in a .cmd file;
# Makefiles and the like count whatever they are, and so does a file that it deletes.
each_touches()
{
	local files

	files=$(git -C "$TREE" diff --no-renames --name-only "$1~1" "$1")
	grep -q -E '(^|/)(Makefile|Kbuild|Kconfig)[^/]*$|^(scripts|tools|usr|arch)/' \
		<(grep -v '^scripts/coccinelle/' <<<"$files") ||
		git -C "$TREE" diff --no-renames --diff-filter=D --name-only "$1~1" "$1" | grep -q . ||
		grep -rqF --include='.*.cmd' -f <(sed 's|^|/|' <<<"$files") "$2"
}

# each_target COMMIT ARCH HOW: build it; each HOW in a folder of its own, or most of
# what is built would be thrown away every time
each_target()
{
	local arch=$2 how=$3 out=each-$2-$3

	git -C "$TREE" checkout -q -f --detach "$1"
	if [ "$how" = drivers ]; then
		build_changed "$arch" "$out" "$1"
	else
		build_target "$arch" "$out" "$how"
	fi
}

# each_elsewhere COMMIT ABOVE: build it on the other targets, where ABOVE, the patch
# that was just taken off, makes a difference
each_elsewhere()
{
	local c=$1 above=$2 arch how name

	for arch in x86_64 arm64; do
		for how in builtin module drivers; do
			name=each/${EACH_NAME[$c]}/$arch-$how
			if [ "${EACH_BUILT[$arch-$how]:-}" = 0 ] && ! each_touches "$above" "$BUILD/each-$arch-$how"; then
				ok "$name"
				continue
			fi
			part "$name" each_target "$c" "$arch" "$how"
			EACH_BUILT[$arch-$how]=$STEP_RC
		done
	done
}

# quiet_build OUT [TARGET...]: build; a warning is an error
quiet_build()
{
	local out=$1 log=$BUILD/$1/build.log

	shift
	kmake "$out" "$@" >"$log" 2>&1 || { tail -n 30 "$log"; fail "$(grep -m 1 -E 'error:|Error ' "$log")"; }
	touch "$BUILD/$out/.agx-built"
	! grep -E 'warning: |WARNING: ' "$log" || fail "the build warned: $(grep -m 1 -E 'warning: |WARNING: ' "$log")"
}

each_key()
{
	printf '%s-%s\n' "$(git -C "$TREE" rev-parse "$1^{tree}")" "$(hash_of "${KUNIT_CONFIGS[@]}")"
}

# each_verdict SUM: what KUnit said of this kernel goes for every patch that makes it,
# as soon as it has said something
each_verdict()
{
	local c why='no test ran' name=${EACH_TEST[$1]}

	if [ -n "${AHEAD[$name]:-}" ]; then
		return
	fi
	[ ! -s "$BUILD/each-kernels/$1/results" ] ||
		why=$(grep -m 1 '^not ok' "$BUILD/each-kernels/$1/results" || true)
	for c in ${EACH_PATCHES[$1]}; do
		if [ -z "$why" ]; then
			ok "each/${EACH_NAME[$c]}/uml"
			each_key "$c" >>"$BUILD/each-passed"
		else
			not_ok "each/${EACH_NAME[$c]}/uml" "$why (see each-kernels/$1/kunit.tap)"
		fi
	done
	EACH_PATCHES[$1]=
}

# each_test SUM COMMIT: begin to try this kernel, beside the builds to come, and wait
# until not more than two are being tried
each_test()
{
	EACH_TEST[$1]="each/${EACH_NAME[$2]}/KUnit"
	ahead "${EACH_TEST[$1]}" exec_kunit "$TREE" "$BUILD/each-kernels/$1"
	EACH_QUEUE+=("$1")
	each_tested 2
}

# each_tested N: wait until not more than N kernels are being tried
each_tested()
{
	local sum

	while [ "${#EACH_QUEUE[@]}" -gt "$1" ]; do
		sum=${EACH_QUEUE[0]}
		EACH_QUEUE=("${EACH_QUEUE[@]:1}")
		step "${EACH_TEST[$sum]}"
		each_verdict "$sum"
		rm "$BUILD/each-kernels/$sum/linux"
	done
}

# each_same COMMIT SUM: if each_touches overlooked a patch, then the kernel that has been
# tried for the lowest ones is not theirs
each_same()
{
	each_uml "$1"
	[ "$(cat "$BUILD/each-kernels/last")" = "$2" ] ||
		fail "$(title "$1") makes another kernel than the one that was tried for it"
}

sec_each()
{
	local c n list above='' sum=''
	declare -gA EACH_NAME=() EACH_PATCHES=() EACH_TEST=() EACH_BUILT=()
	EACH_QUEUE=()

	mapfile -t list < <(commits | tac)
	n=${#list[@]}
	rm -rf "$BUILD/each-kernels"
	must "a tree to take patches off" each_tree
	mount --bind "$BUILD/each" "$TREE"
	mount --bind "$BUILD/each-uml" "$BUILD/uml"
	for c in "${list[@]}"; do
		EACH_NAME[$c]=$n-$(title "$c")
		n=$((n - 1))
		if grep -qxF "$(each_key "$c")" "$BUILD/each-passed" 2>/dev/null; then
			ok "each/${EACH_NAME[$c]}/uml"
			sum=
		elif [ -n "$sum" ] && ! each_touches "$above" "$BUILD/uml"; then
			EACH_PATCHES[$sum]+=" $c"
			each_verdict "$sum"
		else
			step "each/${EACH_NAME[$c]}/uml" each_uml "$c"
			sum=
			if [ "$STEP_RC" -eq 0 ]; then
				sum=$(cat "$BUILD/each-kernels/last")
				EACH_PATCHES[$sum]+=" $c"
				if [ -n "${EACH_TEST[$sum]:-}" ]; then each_verdict "$sum"; else each_test "$sum" "$c"; fi
			else
				not_ok "each/${EACH_NAME[$c]}/uml" "$FAILED_WHY"
			fi
		fi
		[ -z "$EVERY" ] || each_elsewhere "$c" "$above"
		above=$c
	done
	each_tested 0
	[ -z "$sum" ] || part "each/what was not built would have been the same" each_same "$c" "$sum"
	umount "$BUILD/uml" "$TREE"
	rm -rf "$BUILD"/each "$BUILD"/each-{uml,x86_64,arm64}* "$BUILD"/each-kernels/*/linux
}

# ---------------------------------------------------------------- x86_64, arm64

# build_target ARCH OUT module|builtin FRAGMENT...: both ways share a folder, so
# that the second one builds only what differs
build_target()
{
	local arch=$1 out=$2 how=$3

	shift 3
	KARCH=$arch configure "$out" "$TOP/kunit/$arch.config" "$@" "$TOP/kunit/series-$how.config"
	KARCH=$arch quiet_build "$out"
}

# build_changed ARCH OUT COMMIT: the files of existing drivers that the series changes
# up to COMMIT, and no more of those drivers: xe alone would take longer than the rest
build_changed()
{
	local out=$2 o objs=()

	KARCH=$1 configure "$out" "$TOP/kunit/$1.config" "$TOP/kunit/drivers-$1.config"
	while IFS= read -r o; do
		case $1/$o in
		x86_64/*/imagination/*|x86_64/*/etnaviv/*|x86_64/*/msm/*|x86_64/*/tegra/*) continue ;;	# not on this one
		arm64/*/xe/*|arm64/*/ttm/*|arm64/*/amdxdna/*) continue ;;
		*/xe/tests/*) continue ;;	# included by the file that it tests
		esac
		objs+=("${o%.c}.o")
	done < <(git -C "$TREE" diff --no-renames --diff-filter=M --name-only agx-base "$3" | grep '^drivers/.*\.c$')
	KARCH=$1 quiet_build "$out" modules_prepare "${objs[@]}"
}

sec_x86_64()
{
	part "x86_64/changed drivers" build_changed x86_64 x86_64-drivers HEAD
	# What the guest boots is the same kernel with modules.
	part "x86_64/module" build_target x86_64 x86_64-debug module "$TOP/kunit/debug.config"
	part "x86_64/builtin" build_target x86_64 x86_64-debug builtin "$TOP/kunit/debug.config"
}

# boot_arm64: the built-in suites of the kernel just built, on arm64 with 16 KiB pages
boot_arm64()
{
	local d=$BUILD/arm64-all log=$BUILD/arm64-all/kunit.tap rc=0

	timeout 900 qemu-system-aarch64 -accel tcg,thread=multi -machine virt -cpu max -smp "$JOBS" -m 1G \
		-nodefaults -no-reboot -display none -serial stdio \
		-kernel "$d/arch/arm64/boot/Image" \
		-append 'console=ttyAMA0 kunit_shutdown=poweroff panic=-1' >"$log" || rc=$?
	[ "$rc" -ne 124 ] || fail "KUnit on arm64 did not finish within 900 s"
	tr -d '\r' <"$log" | sed -E 's/^\[ *[0-9.]+\] ?//' >"$log.clean"
	kunit_results "$log.clean" >"$d/results"
	kunit_complete "$log.clean" >>"$d/results"
	grep -q '^ok' "$d/results" || fail "no test ran: $(tail -n 1 "$log.clean")"
}

sec_arm64()
{
	local splat

	part "arm64/changed drivers" build_changed arm64 arm64-drivers HEAD
	part "arm64/module" build_target arm64 arm64-all module
	part "arm64/builtin" build_target arm64 arm64-all builtin
	[ "$STEP_RC" -eq 0 ] || return 0
	part "arm64/boot, 16 KiB pages" boot_arm64
	if [ "$STEP_RC" -eq 0 ]; then
		collect "$BUILD/arm64-all/results" arm64/
		splat=$(splats "$BUILD/arm64-all/kunit.tap.clean")
		if [ -z "$splat" ]; then ok arm64/kernel-log; else not_ok arm64/kernel-log "$(head -n 1 <<<"$splat")"; fi
	fi
}

# ---------------------------------------------------------------- races

build_races()
{
	configure races "$TOP/kunit/races.config"
	quiet_build races bzImage
}

# boot_races SECONDS: the suites of the library under KCSAN and lockdep, on four
# CPUs whatever the host has; the torture takes SECONDS by the guest's clock, which
# has only the ticks to go by and is slow when the host is busy
boot_races()
{
	local d=$BUILD/races log=$BUILD/races/kunit.tap limit=$(($1 * 3 + 600)) rc=0

	timeout "$limit" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 4,sockets=4 -m 1G \
		-nodefaults -no-reboot -display none -serial stdio \
		-kernel "$d/arch/x86/boot/bzImage" \
		-append "console=ttyS0 kunit_shutdown=reboot panic=-1 kunit.timeout=$limit kref_torture.seconds=$1" >"$log" || rc=$?
	[ "$rc" -ne 124 ] || fail "KUnit under KCSAN did not finish within $limit s"
	tr -d '\r' <"$log" | sed -E 's/^\[ *[0-9.]+\] ?//' >"$log.clean"
	kunit_results "$log.clean" >"$d/results"
	kunit_complete "$log.clean" >>"$d/results"
	# A kernel without it would find nothing, nor would one CPU.
	grep -q 'Brought up 1 node, 4 CPUs' "$log.clean" || fail "not four CPUs: $(grep -m 1 'Brought up' "$log.clean")"
	grep -q 'kcsan: enabled' "$log.clean" || fail "KCSAN is not on: $(tail -n 1 "$log.clean")"
	# What the kernel's own start has is not ours.
	sed -i '/^KTAP version/,$!d' "$log.clean"
	grep -q '^ok' "$d/results" || fail "no test ran: $(tail -n 1 "$log.clean")"
	sed -n 's/^ *# kref_torture: //p' "$log.clean"
}

# What KCSAN looks at in the guest: the series, and what of DRM it stands on
kcsan_objects()
{
	(
		cd "$TREE"
		our_sources | grep -v -e '/tests/' -e '^tools/' -e '_kunit\.c$' -e '^lib/tests/'
		ls drivers/gpu/drm/drm_{gem,gem_shmem_helper,gpuvm,prime,vma_manager,file,drv,syncobj}.c drivers/dma-buf/dma-{buf,resv,fence}.c
	) | sed 's#.*/\(.*\)\.c$#KCSAN_SANITIZE_\1.o=y#' | sort -u
}

build_races_guest()
{
	local objects

	mapfile -t objects < <(kcsan_objects)
	build_guest_kernel x86_64-kcsan "$TOP/kunit/x86_64.config" "$TOP/kunit/run.config" "$TOP/kunit/kcsan.config" \
		-- KCSAN_SANITIZE=n "${objects[@]}"
}

# Processes that use the driver at random, on four CPUs whatever the host has
races_stress()
{
	local seconds=600

	get_root tools
	part "races/kernel with KCSAN for the guest" build_races_guest
	[ "$STEP_RC" -eq 0 ] || return 0
	part "races/prepare" prepare_share x86_64-kcsan stress "$seconds"
	[ "$STEP_RC" -eq 0 ] || return 0
	JOBS=4 GUEST_MEM=3G part "races/stress for $seconds s" boot x86_64-kcsan $((seconds * 3 + 900))
	collect "$BUILD/share-x86_64-kcsan/results" races/
}

sec_races()
{
	local seconds=5 splat

	[ -z "$SOAK" ] || seconds=600
	part "races/kernel with KCSAN and lockdep" build_races
	[ "$STEP_RC" -eq 0 ] || return 0
	part "races/boot, torture for $seconds s" boot_races "$seconds"
	if [ "$STEP_RC" -eq 0 ]; then
		collect "$BUILD/races/results" races/
		splat=$(splats "$BUILD/races/kunit.tap.clean")
		if [ -z "$splat" ]; then ok races/kernel-log; else not_ok races/kernel-log "$(head -n 1 <<<"$splat")"; fi
	fi
	[ -z "$SOAK" ] || races_stress
}

# ---------------------------------------------------------------- guest

sec_guest()
{
	local rounds=50 seconds=15

	[ -z "$SOAK" ] || { rounds=1000 seconds=600; }
	get_root tools
	part "guest/kernel with every debug option" build_guest_kernel x86_64-debug \
		"$TOP/kunit/x86_64.config" "$TOP/kunit/debug.config" "$TOP/kunit/series-module.config"
	[ "$STEP_RC" -eq 0 ] || return 0
	part "guest/prepare" prepare_share x86_64-debug test "$rounds" "$seconds"
	[ "$STEP_RC" -eq 0 ] || return 0
	GUEST=igt part "guest/prepare for IGT" prepare_share x86_64-debug igt t8103
	[ "$STEP_RC" -eq 0 ] || return 0
	# They leave a core idle most of the time. The folder that their kernel comes from
	# may be built in again once QEMU has started.
	GUEST_MEM=3G ahead "guest/run" boot x86_64-debug "$((2100 + rounds * 4 + seconds * 2))"
	GUEST=igt GUEST_COUNTS=1 GUEST_MEM=3G ahead "guest/IGT" boot x86_64-debug 2100
	LATER+=(guest_results)
}

guest_results()
{
	part "guest/run"
	collect "$(share x86_64-debug)/results" guest/
	part "guest/IGT"
	collect "$(GUEST=igt share x86_64-debug)/results" guest/igt/
}

# ---------------------------------------------------------------- static analysis

# The configured clang-23 build in the chroot that all analyses share
clang_make()
{
	in_root make -s -C "$TREE" O="$BUILD/clang" LLVM=-23 ARCH=x86_64 -j"$JOBS" "$@"
}

prepare_clang()
{
	local key

	mkdir -p "$BUILD/clang"
	merge_config "$TOP/kunit/x86_64.config" "$TOP/kunit/series-module.config" "$TOP/kunit/clang.config" |
		known_options "$TREE" >"$BUILD/clang/wanted.config"
	clang_make KCONFIG_ALLCONFIG="$BUILD/clang/wanted.config" allnoconfig
	missing_options "$BUILD/clang/wanted.config" "$BUILD/clang/.config"
	clang_make modules_prepare
}

# Objects of our sources that this configuration builds
our_objects() { our_sources | sed 's/\.c$/.o/'; }

# analyse NAME MAKE_ARG...: build our objects with this analysis; silence is success
analyse()
{
	local log=$BUILD/clang/analysis.log objs=() o

	while IFS= read -r o; do
		objs+=("$o")
		rm -f "$BUILD/clang/$o"
	done < <(our_objects)
	clang_make "$@" "${objs[@]}" >"$log" 2>&1 || { tail -n 40 "$log"; fail "$(grep -m 1 -E 'error' "$log")"; }
	cat "$log"
	! grep -q -E 'warning|error' "$log" || fail "$(grep -m 1 -E 'warning|error' "$log")"
}

check_kernel_doc()
{
	local files

	mapfile -t files < <(our_files | grep '\.[ch]$')
	cd "$TREE"
	in_root bash -c 'cd "$1" && shift && scripts/kernel-doc -none -Werror "$@"' x "$TREE" "${files[@]}" 2>&1 | tee "$SCRATCH/kdoc"
	! grep -q -i 'warning' "$SCRATCH/kdoc" || fail "$(grep -m 1 -i warning "$SCRATCH/kdoc")"
}

# cocci_rule RULE FILE...: what one rule says, as a report or, where it cannot
# report, as the patch that it would make; runs in the chroot
cocci_rule()
{
	local rule=$1 mode=patch err=/tmp/spatch.$BASHPID opt

	shift
	opt=$(sed -n "s|^// *Options: *||p" "$rule")
	! grep -q "^virtual.*report" "$rule" || mode="report --no-show-diff"
	# shellcheck disable=SC2086
	spatch -D $mode --very-quiet --cocci-file "$rule" $opt -I include -I arch/x86/include "$@" 2>"$err" </dev/null ||
		echo "$rule: spatch failed: $(head -c 200 "$err")"
	rm -f "$err"
}

# cocci DIR FILE...: every rule of the kernel over these files. Rules with parts
# in OCaml need its compiler; see sec_static.
cocci()
{
	local d=$1

	shift
	in_root bash -c "$(declare -f cocci_rule)"'
		export -f cocci_rule
		cd "$1"
		jobs=$2
		shift 2
		grep -L -r --include="*.cocci" "script:ocaml" scripts/coccinelle | sort |
			xargs -P "$jobs" -I RULE bash -c "cocci_rule RULE \"\$@\"" x "$@"' x "$d" "$JOBS" "$@"
}

check_coccinelle()
{
	local files out

	mapfile -t files < <(our_sources)
	out=$(cocci "$TREE" "${files[@]}")
	[ -z "$out" ] || { printf '%s\n' "$out"; fail "coccinelle: $(head -n 1 <<<"$out")"; }
}

# planted KIND: a file with one mistake of this kind must be reported as its first
# line says ("expect: TEXT")
planted()
{
	local kind=$1 d=$BUILD/planted want out

	rm -rf "$d"
	mkdir -p "$d"
	cp "$TOP/kunit/planted/$kind.c" "$d/planted.c"
	printf 'obj-m := planted.o\nCONTEXT_ANALYSIS := y\n' >"$d/Kbuild"
	want=$(sed -n 's/.*expect: \(.*\) \*\/.*/\1/p' "$d/planted.c" | head -n 1)
	case $kind in
	sparse) out=$(clang_make M="$d" C=2 CHECK=sparse planted.o 2>&1 || true) ;;
	kernel-doc) out=$(in_root bash -c 'cd "$1" && scripts/kernel-doc -none -Werror "$2"' x "$TREE" "$d/planted.c" 2>&1 || true) ;;
	coccinelle) out=$(cocci "$TREE" "$d/planted.c") ;;
	*) out=$(clang_make M="$d" planted.o 2>&1 || true) ;;
	esac
	grep -q -e "$want" <<<"$out" || { printf '%s\n' "$out"; fail "a planted $kind fault was not reported (expected: $want)"; }
}

sec_static()
{
	local f

	get_root tools
	part "static/prepare clang 23" prepare_clang
	[ "$STEP_RC" -eq 0 ] || return 0
	part "static/clang context analysis, W=1" analyse W=1
	part "static/sparse" analyse C=2 CHECK=sparse
	part "static/kernel-doc -Werror" check_kernel_doc
	part "static/coccinelle" check_coccinelle
	for f in $(cd "$TREE" && grep -l -r --include='*.cocci' 'script:ocaml' scripts/coccinelle); do
		skip "static/coccinelle/$(basename "$f" .cocci)" "the rule needs an OCaml compiler, 300 MB for two rules"
	done
	for f in "$TOP"/kunit/planted/*.c; do
		part "static/planted $(basename "$f" .c)" planted "$(basename "$f" .c)"
	done
}

# ---------------------------------------------------------------- typed references

# One result for each small program: the mistake is reported, its twin is not
check_refs()
{
	in_root "$TOP/scripts/refs-check" "$TREE" "$BUILD/clang" | tee "$BUILD/refs.log" || true
	sed -n -E 's/^ok +([^:]*): .*/ok \1/p; s/^WRONG ([^:]*): (.*)/not ok \1 - \2/p' "$BUILD/refs.log" >"$BUILD/refs.results"
	grep -q '^ok' "$BUILD/refs.results" || fail "no program compiled: $(tail -n 1 "$BUILD/refs.log")"
}

# The series' own coccinelle rules: each reports its bad programs and no good one
check_rules()
{
	in_root "$TOP/scripts/cocci-check" "$TREE" | tee "$BUILD/rules.log" || true
	sed -n -E 's/^ok +([^:]*): .*/ok \1/p; s/^WRONG ([^:]*): (.*)/not ok \1 - \2/p' "$BUILD/rules.log" >"$BUILD/rules.results"
	grep -q '^ok' "$BUILD/rules.results" || fail "no program was looked at: $(tail -n 1 "$BUILD/rules.log")"
}

sec_refs()
{
	get_root tools
	if [ ! -f "$BUILD/clang/Module.symvers" ] && [ ! -f "$BUILD/clang/.config" ]; then
		part "refs/prepare clang 23" prepare_clang
		[ "$STEP_RC" -eq 0 ] || return 0
	fi
	part "refs/compile" check_refs
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/refs.results" refs/
	part "refs/coccinelle rules" check_rules
	[ "$STEP_RC" -ne 0 ] || collect "$BUILD/rules.results" rules/
}

# The same instructions with the raw kref calls and the typed ones
check_same_code()
{
	local out=$1 rc=0

	shift
	"$@" "$TREE" "$BUILD/$out" >"$BUILD/same-code.log" 2>&1 || rc=$?
	cat "$BUILD/same-code.log"
	[ "$rc" -eq 0 ] || fail "$(grep -m 1 -E 'DIFFERS|same-code:' "$BUILD/same-code.log")"
}

# A typed function that does more than the raw one has to be noticed.
check_same_code_planted()
{
	local d=$SCRATCH/same-code

	rm -rf "$d"
	cp -r "$TOP/kunit/same-code" "$d"
	sed -i 's/^\ttyped_put(typed_take(p));/\tp->value++;\n&/' "$d/same-code.c"
	! "$TOP/scripts/same-code" --source "$d" "$TREE" "$BUILD/x86_64-drivers" >"$SCRATCH/planted.log" 2>&1 ||
		fail "a typed function with an instruction more was called identical"
	grep -q DIFFERS "$SCRATCH/planted.log" || { cat "$SCRATCH/planted.log"; fail "the planted difference is not named"; }
}

sec_same_code()
{
	local arch

	get_root tools
	if [ ! -f "$BUILD/clang/.config" ]; then
		part "same-code/prepare clang 23" prepare_clang
		[ "$STEP_RC" -eq 0 ] || return 0
	fi
	# The kernels of the guest are full of checks; these are as users have them.
	for arch in x86_64 arm64; do
		if [ -f "$BUILD/$arch-drivers/include/generated/autoconf.h" ]; then
			part "same-code/$arch gcc" check_same_code "$arch-drivers" "$TOP/scripts/same-code"
		else
			not_ok "same-code/$arch gcc" "needs the section $arch before it"
		fi
	done
	part "same-code/x86_64 clang" check_same_code clang in_root "$TOP/scripts/same-code"
	part "same-code/planted difference" check_same_code_planted
}
