// SPDX-License-Identifier: GPL-2.0
/*
 * A function stores the reference that its caller lent.
 * row: a put or call without a reference
 * expect: expecting reference 'thing' to be held at the end of function
 * gcc: nothing
 */
#include "refs.h"

void program(struct holder *holder, struct thing *thing) __must_hold(thing);
void program(struct holder *holder, struct thing *thing)
{
	holder->thing = thing_give(thing);
}
