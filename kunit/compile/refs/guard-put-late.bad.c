// SPDX-License-Identifier: GPL-2.0
/*
 * The guard comes after a return that it should have covered.
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

	err = thing_use(thing);
	if (err)
		return err;

	guard(thing_put)(thing);

	return thing_use(thing);
}
