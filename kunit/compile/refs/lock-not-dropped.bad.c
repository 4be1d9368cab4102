// SPDX-License-Identifier: GPL-2.0
/*
 * A path returns with the lock.
 * row: a member without its lock
 * expect: mutex 'thing->lock' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	mutex_lock(&thing->lock);
	if (thing->count)
		return -EBUSY;
	thing->count++;
	mutex_unlock(&thing->lock);

	return 0;
}
