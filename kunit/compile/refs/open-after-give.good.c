// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of open-after-give.bad.c.
 * expect: nothing
 */
#include "refs.h"

struct queue *program(struct queue *queue);
struct queue *program(struct queue *queue)
{
	queue_ref_init(queue);
	queue_open(queue);

	return queue_give(queue);
}
