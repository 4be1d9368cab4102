// SPDX-License-Identifier: GPL-2.0
/*
 * A reference whose release may sleep is put under a spinlock.
 * row: a put that may sleep, in atomic context
 * expect: nothing
 * gcc: nothing
 * kunit: kref_typed_test_put_may_sleep
 */
#include "refs.h"

void program(struct thing *thing, spinlock_t *lock) __releases(thing);
void program(struct thing *thing, spinlock_t *lock)
{
	guard(spinlock)(lock);
	thing_put(thing);
}
