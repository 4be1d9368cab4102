// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is returned as a bare pointer.
 * row: a path without the put
 * expect: reference 'thing' is still held at the end of function
 * gcc: nothing
 */
#include "refs.h"

static __borrowed struct thing *leak_by_return_make(struct thing *thing __borrowed)
{
	thing_get(thing);

	return thing;
}

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	return leak_by_return_make(thing)->value;
}
