// SPDX-License-Identifier: GPL-2.0
/*
 * Who closes needs a reference.
 * expect: requires holding reference
 */
#include "refs.h"

void program(struct queue *queue);
void program(struct queue *queue)
{
	queue_close(queue);
}
