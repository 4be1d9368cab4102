// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of lock-not-dropped.bad.c.
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	mutex_lock(&thing->lock);
	if (thing->count) {
		mutex_unlock(&thing->lock);
		return -EBUSY;
	}
	thing->count++;
	mutex_unlock(&thing->lock);

	return 0;
}
