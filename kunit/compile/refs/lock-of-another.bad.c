// SPDX-License-Identifier: GPL-2.0
/*
 * A member is changed under the lock of another object.
 * row: a member without its lock
 * expect: writing variable 'count' requires holding mutex 'b->lock'
 * gcc: nothing
 */
#include "refs.h"

void program(struct thing *a __borrowed, struct thing *b __borrowed);
void program(struct thing *a __borrowed, struct thing *b __borrowed)
{
	guard(mutex)(&a->lock);
	b->count++;
}
