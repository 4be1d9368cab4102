// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of published-not-given.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	CLASS(queue_table_id, id)(table);
	struct queue *queue;

	if (id.err)
		return id.err;
	queue = queue_create();
	if (!queue_held(queue))
		return -ENOMEM;

	return queue_table_publish(&id, queue_give(queue));
}
