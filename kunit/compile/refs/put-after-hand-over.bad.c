// SPDX-License-Identifier: GPL-2.0
/*
 * A callee keeps the reference on failure too, and the caller puts it
 * nevertheless.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err;

	thing_get(thing);
	err = thing_keep(thing_give(thing));
	if (err)
		thing_put(thing);

	return err;
}
