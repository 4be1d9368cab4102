// SPDX-License-Identifier: GPL-2.0
/*
 * The error path after a creation forgets the new object.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(int x);
int program(int x)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	if (err)
		return err;
	if (x)
		return -EINVAL;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
