// SPDX-License-Identifier: GPL-2.0
/*
 * A callee keeps the reference, and the caller uses the object afterwards.
 * row: a use after the put or the give
 * expect: calling function 'thing_use' requires holding reference 'thing'
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);
	thing_keep(thing_give(thing));

	return thing_use(thing);
}
