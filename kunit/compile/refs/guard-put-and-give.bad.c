// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is handed over although a guard is going to put it.
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

	guard(thing_put)(thing);
	holder->thing = thing_give(thing);

	return 0;
}
