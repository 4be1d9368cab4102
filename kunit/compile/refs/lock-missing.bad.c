// SPDX-License-Identifier: GPL-2.0
/*
 * A member is changed without the lock that guards it.
 * row: a member without its lock
 * expect: writing variable 'count' requires holding mutex 'thing->lock'
 * gcc: nothing
 */
#include "refs.h"

void program(struct thing *thing) __must_hold(thing);
void program(struct thing *thing)
{
	thing->count++;
}
