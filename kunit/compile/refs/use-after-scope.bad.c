// SPDX-License-Identifier: GPL-2.0
/*
 * An object is used behind the scope that keeps it.
 * row: a use after the put or the give
 * expect: calling function 'thing_use' requires holding reference 'thing'
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err = 0;

	scoped_guard(thing_ref, thing)
		err = thing->value;

	return err ?: thing_use(thing);
}
