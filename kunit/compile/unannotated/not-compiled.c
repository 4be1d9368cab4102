// SPDX-License-Identifier: GPL-2.0
/*
 * Kbuild leaves this one out.
 * expect: was not compiled
 */
#include "things.h"

void use(struct thing *t) __must_hold(t);
