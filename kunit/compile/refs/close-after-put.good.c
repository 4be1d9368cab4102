// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of close-after-put.bad.c.
 */
#include "refs.h"

void program(struct queue *queue __borrowed);
void program(struct queue *queue __borrowed)
{
	queue_get(queue);
	queue_close(queue);
	queue_put(queue);
}
