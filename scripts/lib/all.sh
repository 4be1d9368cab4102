# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# all.sh - the parts of this folder that every script needs

. "$(dirname "${BASH_SOURCE[0]}")/step.sh"
. "$TOP/scripts/lib/debian.sh"
. "$TOP/scripts/lib/kernel.sh"
. "$TOP/scripts/lib/build.sh"
. "$TOP/scripts/lib/boot.sh"
