// SPDX-License-Identifier: GPL-2.0
/*
 * Everything is said.
 * expect: ^2 functions with typed references, 0 say nothing
 */
#include "things.h"

int create(struct thing **out) __cond_acquires(0, *out);
int use(struct thing *t) __must_hold(t);
int owns(struct thing_owned t);
