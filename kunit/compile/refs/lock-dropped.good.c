// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of lock-dropped.bad.c.
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	int count;

	mutex_lock(&thing->lock);
	thing->count++;
	count = thing->count;
	mutex_unlock(&thing->lock);

	return count;
}
