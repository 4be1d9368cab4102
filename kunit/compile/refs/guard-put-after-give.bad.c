// SPDX-License-Identifier: GPL-2.0
/*
 * A guard is to put a reference that has been stored.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	if (err)
		return err;

	holder->thing = thing_give(thing);
	guard(thing_put)(thing);

	return 0;
}
