// SPDX-License-Identifier: GPL-2.0
/*
 * An object is closed under a lock that the close function takes (A11).
 * row: a close under a lock that it takes
 * expect: nothing
 * gcc: nothing
 * lockdep: report
 * kunit: kref_lockdep_test_close
 */
#include "refs.h"

void program(struct queue *queue, struct mutex *lock) __releases(queue);
void program(struct queue *queue, struct mutex *lock)
{
	guard(mutex)(lock);
	queue_close_put(queue);
}
