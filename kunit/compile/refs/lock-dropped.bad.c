// SPDX-License-Identifier: GPL-2.0
/*
 * A member is read after the lock was dropped.
 * row: a member without its lock
 * expect: reading variable 'count' requires holding mutex 'thing->lock'
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	mutex_lock(&thing->lock);
	thing->count++;
	mutex_unlock(&thing->lock);

	return thing->count;
}
