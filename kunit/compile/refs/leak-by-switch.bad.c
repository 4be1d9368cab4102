// SPDX-License-Identifier: GPL-2.0
/*
 * One case of a switch forgets the put.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed, int x);
int program(struct thing *thing __borrowed, int x)
{
	int err = 0;

	thing_get(thing);
	switch (x) {
	case 0:
		err = thing_use(thing);
		thing_put(thing);
		break;
	case 1:
		thing_put(thing);
		break;
	default:
		err = -EINVAL;
	}

	return err;
}
