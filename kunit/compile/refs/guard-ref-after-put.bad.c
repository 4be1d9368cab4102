// SPDX-License-Identifier: GPL-2.0
/*
 * A guard takes a reference to an object whose reference has been put.
 * row: a get or a member after the put
 * expect: nothing
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
	thing_put(thing);

	guard(thing_ref)(thing);

	return thing_use(thing);
}
