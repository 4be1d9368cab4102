// SPDX-License-Identifier: GPL-2.0
/* expect: agx_hw.c (hw) includes agx_vm.h (vm) */
#include "agx_vm.h"
