// SPDX-License-Identifier: GPL-2.0
/*
 * An object is closed after the put.
 * row: a use after the put or the give
 * expect: calling function 'queue_close' requires holding reference 'queue'
 * gcc: nothing
 */
#include "refs.h"

void program(struct queue *queue __borrowed);
void program(struct queue *queue __borrowed)
{
	queue_get(queue);
	queue_put(queue);
	queue_close(queue);
}
