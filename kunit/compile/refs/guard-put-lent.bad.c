// SPDX-License-Identifier: GPL-2.0
/*
 * A guard puts the reference that the caller lent.
 * row: a put or call without a reference
 * expect: expecting reference 'thing' to be held at the end of function
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	guard(thing_put)(thing);

	return thing_use(thing);
}
