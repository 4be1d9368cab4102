// SPDX-License-Identifier: GPL-2.0
/*
 * A function that needs the lock is called without.
 * row: a member without its lock
 * expect: calling function 'thing_count' requires holding mutex 'thing->lock'
 * gcc: nothing
 */
#include "refs.h"

void program(struct thing *thing) __must_hold(thing);
void program(struct thing *thing)
{
	thing_count(thing);
}
