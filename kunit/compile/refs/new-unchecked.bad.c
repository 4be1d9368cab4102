// SPDX-License-Identifier: GPL-2.0
/*
 * There may be no memory for the object.
 * row: a result that is used unchecked
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

struct thing_owned program(void);
struct thing_owned program(void)
{
	struct thing *thing;
	int err;

	err = thing_new(&thing, GFP_KERNEL);
	thing->value = err;

	return thing_give(thing);
}
