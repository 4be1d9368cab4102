// SPDX-License-Identifier: GPL-2.0
/*
 * A function relies on the reference of its caller and does not say so.
 * row: a put or call without a reference
 * expect: calling function 'thing_use' requires holding reference 'thing'
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	return thing_use(thing);
}
