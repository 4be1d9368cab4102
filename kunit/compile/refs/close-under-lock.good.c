// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of close-under-lock.bad.c.
 */
#include "refs.h"

void program(struct queue *queue, struct mutex *lock) __releases(queue);
void program(struct queue *queue, struct mutex *lock)
{
	scoped_guard(mutex, lock)
		queue_use(queue);
	queue_close_put(queue);
}
