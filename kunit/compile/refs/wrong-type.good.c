// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of wrong-type.bad.c.
 */
#include "refs.h"

void program(struct queue *queue) __releases(queue);
void program(struct queue *queue)
{
	queue_put(queue);
}
