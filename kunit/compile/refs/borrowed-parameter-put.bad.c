// SPDX-License-Identifier: GPL-2.0
/*
 * A function that was given no reference puts one.
 * row: a put or call without a reference
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int value = thing->value;

	thing_put(thing);

	return value;
}
