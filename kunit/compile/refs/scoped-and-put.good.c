// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of scoped-and-put.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(int x);
int program(int x)
{
	struct thing *thing __free(thing_put) = thing_take(thing_find(x));

	if (!thing)
		return -ENOENT;

	return thing_use(thing);
}
