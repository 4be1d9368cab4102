// SPDX-License-Identifier: GPL-2.0
/*
 * An early return forgets the put.
 * expect: reference 'thing' is not held on every path
 */
#include "refs.h"

int program(struct thing *thing, int x);
int program(struct thing *thing, int x)
{
	int err;

	thing_get(thing);
	if (x)
		return -EINVAL;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
