// SPDX-License-Identifier: GPL-2.0
/*
 * An object is used although its reference is on its way to a callback.
 * row: a use after the put or the give
 * expect: calling function 'thing_use' requires holding reference 'thing'
 * gcc: nothing
 */
#include "refs.h"

void program(struct thing *thing __borrowed, void (*fn)(void *data));
void program(struct thing *thing __borrowed, void (*fn)(void *data))
{
	thing_get(thing);
	later(fn, thing_to_raw(thing));
	thing_use(thing);
}
