// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of put-in-atomic.bad.c.
 */
#include "refs.h"

void program(struct thing *thing, spinlock_t *lock) __releases(thing);
void program(struct thing *thing, spinlock_t *lock)
{
	scoped_guard(spinlock, lock)
		thing_use(thing);
	thing_put(thing);
}
