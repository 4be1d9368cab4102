// SPDX-License-Identifier: GPL-2.0
/*
 * A function that says nothing about its parameter is given an object after the
 * put.
 * row: a get or a member after the put
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

int thing_look(struct thing *thing);
int program(void);
int program(void)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	if (err)
		return err;
	thing_put(thing);

	return thing_look(thing);
}
