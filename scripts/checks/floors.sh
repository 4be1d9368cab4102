# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# floors.sh - a file of the driver includes headers of its own floor and of lower floors
#
# A part of the section "series". The list of the floors is kunit/compile/floors.

# floor_of FILE: its floor in $FLOOR, and how high that is in $HEIGHT
floor_of()
{
	local files file

	HEIGHT=0
	while read -r FLOOR files; do
		HEIGHT=$((HEIGHT + 1))
		for file in $files; do
			case $1 in
			$file|$file.[ch]) return 0 ;;
			esac
		done
	done <<<"$FLOORS"
	FLOOR='' HEIGHT=0
}

# floors DIR: print each file of DIR without a floor, and each include that goes up
#
# agx_device.h has a struct of each floor, so any file of the driver may include it. The
# simulator is hardware to the driver: both see abi/, and neither sees the other.
floors()
(
	set -f
	cd "$1"
	FLOORS=$(grep -v '^#' "$TOP/kunit/compile/floors")
	while read -r file header; do
		floor_of "$file"
		from=$FLOOR height=$HEIGHT
		[ -n "$from$header" ] || echo "$file stands in no floor of kunit/compile/floors"
		[ -n "$from" ] && [ -n "$header" ] || continue
		floor_of "$header"
		case $from/${FLOOR:-none}/$header in
		sim/abi/*|sim/sim/*|*/none/../*) continue ;;	# the last one is not of this folder
		sim/*|abi/*/agx_device.h) ;;
		*/agx_device.h) continue ;;
		*) [ "$HEIGHT" -eq 0 ] || [ "$HEIGHT" -gt "$height" ] || continue ;;
		esac
		echo "$file ($from) includes $header (${FLOOR:-no floor})"
	done < <(find . -name '*.[ch]' | sort | xargs awk '
		FNR == 1 { print FILENAME }
		/^# *include *"/ { folder = FILENAME; sub("[^/]*$", "", folder); split($0, part, "\""); print FILENAME, folder part[2] }' |
		sed -E 's#(^| )\./#\1#g; :a; s#[^ /.][^ /]*/\.\./##; ta')
)

check_floors()
{
	local out

	out=$(floors "$TREE/drivers/gpu/drm/asahi")
	[ -z "$out" ] || { printf '%s\n' "$out"; fail "$(head -n 1 <<<"$out")"; }
}
