// SPDX-License-Identifier: GPL-2.0
/*
 * An object is opened without a reference.
 * row: a put or call without a reference
 * expect: calling function 'queue_open' requires holding reference 'queue'
 * gcc: nothing
 */
#include "refs.h"

void program(struct queue *queue __borrowed);
void program(struct queue *queue __borrowed)
{
	queue_open(queue);
}
