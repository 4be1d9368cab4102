// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is taken out of a struct and forgotten.
 * row: a path without the put
 * expect: reference 'holder->thing\.__ptr' is still held at the end of function
 * gcc: nothing
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_take(&holder->thing);

	return thing_use(thing);
}
