// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of put-under-lock.bad.c.
 */
#include "refs.h"

void program(struct thing *thing, struct mutex *lock) __releases(thing);
void program(struct thing *thing, struct mutex *lock)
{
	scoped_guard(mutex, lock)
		thing_use(thing);
	thing_put(thing);
}
