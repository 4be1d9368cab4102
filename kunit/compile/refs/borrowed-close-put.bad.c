// SPDX-License-Identifier: GPL-2.0
/*
 * A function closes and puts what its caller lent.
 * row: a put or call without a reference
 * expect: expecting reference 'queue' to be held at the end of function
 * gcc: nothing
 */
#include "refs.h"

void program(struct queue *queue) __must_hold(queue);
void program(struct queue *queue)
{
	queue_close_put(queue);
}
