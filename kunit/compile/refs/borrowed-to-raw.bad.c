// SPDX-License-Identifier: GPL-2.0
/*
 * A callback is given a reference that its caller does not have.
 * row: a put or call without a reference
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

void program(struct thing *thing __borrowed, void (*fn)(void *data));
void program(struct thing *thing __borrowed, void (*fn)(void *data))
{
	later(fn, thing_to_raw(thing));
}
