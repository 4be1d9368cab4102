// SPDX-License-Identifier: GPL-2.0
/*
 * The error path after a creation forgets the new object.
 * expect: reference 'thing_create\(\)' is not held on every path
 */
#include "refs.h"

int program(int x);
int program(int x)
{
	struct thing *thing = thing_create();

	if (!thing_held(thing))
		return PTR_ERR(thing);
	if (x)
		return -EINVAL;
	x = thing_use(thing);
	thing_put(thing);

	return x;
}
