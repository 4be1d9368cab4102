// SPDX-License-Identifier: GPL-2.0
/*
 * A borrowed pointer is used after the reference was taken out and put.
 * row: a use after the put or the give
 * expect: calling function 'thing_use' requires holding reference 'holder->thing\.__ptr'
 * gcc: nothing
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_borrow(&holder->thing);

	thing_put(thing_take(&holder->thing));

	return thing_use(thing);
}
