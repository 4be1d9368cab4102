// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of close-borrowed.bad.c.
 * expect: nothing
 */
#include "refs.h"

void program(struct queue *queue);
void program(struct queue *queue)
{
	guard(queue_ref)(queue);
	queue_close(queue);
}
