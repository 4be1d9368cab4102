// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is put under a lock that the release function takes (A11).
 * row: a put under a lock that release takes
 * expect: nothing
 * gcc: nothing
 * lockdep: report
 * kunit: kref_lockdep_test_put
 */
#include "refs.h"

void program(struct thing *thing, struct mutex *lock) __releases(thing);
void program(struct thing *thing, struct mutex *lock)
{
	guard(mutex)(lock);
	thing_put(thing);
}
