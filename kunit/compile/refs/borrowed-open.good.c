// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrowed-open.bad.c.
 */
#include "refs.h"

void program(struct queue *queue) __must_hold(queue);
void program(struct queue *queue)
{
	queue_open(queue);
}
