// SPDX-License-Identifier: GPL-2.0
/*
 * A function puts the reference that its caller lent.
 * row: a put or call without a reference
 * expect: expecting reference 'thing' to be held at the end of function
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	int err = thing_use(thing);

	thing_put(thing);

	return err;
}
