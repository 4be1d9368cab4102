// SPDX-License-Identifier: GPL-2.0
/*
 * A put of one type gets an object of another.
 * expect: incompatible pointer type
 */
#include "refs.h"

void program(struct holder *holder, struct thing *thing) __releases(thing);
void program(struct holder *holder, struct thing *thing)
{
	thing_put(holder);
}
