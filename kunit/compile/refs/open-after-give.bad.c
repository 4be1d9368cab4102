// SPDX-License-Identifier: GPL-2.0
/*
 * The constructor opens what it has given away.
 * expect: requires holding reference
 */
#include "refs.h"

struct queue *program(struct queue *queue);
struct queue *program(struct queue *queue)
{
	struct queue *mine;

	queue_ref_init(queue);
	mine = queue_give(queue);
	queue_open(queue);

	return mine;
}
