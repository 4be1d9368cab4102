// SPDX-License-Identifier: GPL-2.0
/*
 * An early return forgets the put.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed, int x);
int program(struct thing *thing __borrowed, int x)
{
	int err;

	thing_get(thing);
	if (x)
		return -EINVAL;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
