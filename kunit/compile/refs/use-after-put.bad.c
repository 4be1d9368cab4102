// SPDX-License-Identifier: GPL-2.0
/*
 * A function that needs a reference is called after the put.
 * row: a use after the put or the give
 * expect: calling function 'thing_use' requires holding reference 'thing'
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);
	thing_put(thing);

	return thing_use(thing);
}
