// SPDX-License-Identifier: GPL-2.0
/*
 * A borrowed pointer is taken as if it were a place that keeps a reference (A4).
 * row: a pointer where a reference belongs
 * expect: error: incompatible pointer types passing 'struct thing \*' to parameter of type 'struct thing_owned \*'
 * gcc: error: passing argument 1 of .thing_take. from incompatible pointer type
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	thing_put(thing_take(thing));

	return 0;
}
