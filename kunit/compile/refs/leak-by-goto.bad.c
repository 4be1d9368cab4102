// SPDX-License-Identifier: GPL-2.0
/*
 * An error path jumps behind the put.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err;

	thing_get(thing);
	err = thing_use(thing);
	if (err)
		goto out;
	err = thing_use(thing);
	thing_put(thing);
out:
	return err;
}
