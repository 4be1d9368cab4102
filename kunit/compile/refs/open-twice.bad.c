// SPDX-License-Identifier: GPL-2.0
/*
 * An object is opened again after it was closed (A10).
 * row: opening twice, or after the close
 * expect: nothing
 * gcc: nothing
 * kunit: kref_closable_test_open_closed
 */
#include "refs.h"

void program(struct queue *queue) __must_hold(queue);
void program(struct queue *queue)
{
	queue_open(queue);
	queue_close(queue);
	queue_open(queue);
}
