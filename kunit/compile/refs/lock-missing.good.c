// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of lock-missing.bad.c.
 */
#include "refs.h"

void program(struct thing *thing) __must_hold(thing);
void program(struct thing *thing)
{
	guard(mutex)(&thing->lock);
	thing->count++;
}
