// SPDX-License-Identifier: GPL-2.0
/*
 * The reference is put twice in a row.
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
	err = thing_use(thing);
	thing_put(thing);
	thing_put(thing);

	return err;
}
