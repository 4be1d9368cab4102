// SPDX-License-Identifier: GPL-2.0
/*
 * The branches of tryget are mixed up.
 * row: a result that is used unchecked
 * expect: calling function 'thing_use' requires holding reference 'thing'
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err = -ENOENT;

	if (!thing_tryget(thing)) {
		err = thing_use(thing);
		thing_put(thing);
	}

	return err;
}
