// SPDX-License-Identifier: GPL-2.0
/*
 * Two references to one object are taken and one is put.
 * row: a path without the put
 * expect: reference 'thing' is still held at the end of function
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);
	thing_get(thing);
	thing_put(thing);

	return 0;
}
