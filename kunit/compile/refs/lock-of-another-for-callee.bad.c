// SPDX-License-Identifier: GPL-2.0
/*
 * A function that needs the lock of its object is called under that of another.
 * row: a member without its lock
 * expect: calling function 'thing_count' requires holding mutex 'b->lock'
 * gcc: nothing
 */
#include "refs.h"

void program(struct thing *a __borrowed, struct thing *b __borrowed);
void program(struct thing *a __borrowed, struct thing *b __borrowed)
{
	guard(mutex)(&a->lock);
	thing_count(b);
}
