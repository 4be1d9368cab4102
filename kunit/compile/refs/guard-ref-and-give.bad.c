// SPDX-License-Identifier: GPL-2.0
/*
 * The reference of a guard is returned.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

struct thing_owned program(struct thing *thing __borrowed);
struct thing_owned program(struct thing *thing __borrowed)
{
	guard(thing_ref)(thing);

	return thing_give(thing);
}
