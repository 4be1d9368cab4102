// SPDX-License-Identifier: GPL-2.0
/*
 * A function that says that it drops its caller's reference does not on one
 * path.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing) __releases(thing);
int program(struct thing *thing)
{
	if (!thing->value)
		return -EINVAL;
	thing_put(thing);

	return 0;
}
