// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of lock-of-callee.bad.c.
 */
#include "refs.h"

void program(struct thing *thing) __must_hold(thing);
void program(struct thing *thing)
{
	scoped_guard(mutex, &thing->lock)
		thing_count(thing);
}
