// SPDX-License-Identifier: GPL-2.0
/*
 * What a guard puts at the end of the scope is put by hand, too.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
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

	guard(thing_put)(thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
