// SPDX-License-Identifier: GPL-2.0
/*
 * A function that has no attribute returns with a reference that its caller does
 * not know of.
 * row: a path without the put
 * expect: reference 'thing' is still held at the end of function
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);
	return 0;
}
