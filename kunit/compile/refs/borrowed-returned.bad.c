// SPDX-License-Identifier: GPL-2.0
/*
 * A function returns the reference that its caller lent.
 * row: a put or call without a reference
 * expect: expecting reference 'thing' to be held at the end of function
 * gcc: nothing
 */
#include "refs.h"

struct thing_owned program(struct thing *thing) __must_hold(thing);
struct thing_owned program(struct thing *thing)
{
	return thing_give(thing);
}
