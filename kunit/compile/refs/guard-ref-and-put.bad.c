// SPDX-License-Identifier: GPL-2.0
/*
 * The reference of a guard is put by hand, too.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	guard(thing_ref)(thing);
	thing_put(thing);

	return 0;
}
