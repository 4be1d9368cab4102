// SPDX-License-Identifier: GPL-2.0
/*
 * A variable is set to a second object while it has a reference to the first.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	if (err)
		return err;
	err = thing_own(thing_create(), &thing);
	if (err) {
		return err;
	}
	thing_put(thing);

	return 0;
}
