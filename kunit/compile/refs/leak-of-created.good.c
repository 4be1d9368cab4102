// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-created.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(int x);
int program(int x)
{
	struct thing *thing = thing_create();

	if (!thing_held(thing))
		return PTR_ERR(thing);
	if (x) {
		thing_put(thing);
		return -EINVAL;
	}
	x = thing_use(thing);
	thing_put(thing);

	return x;
}
