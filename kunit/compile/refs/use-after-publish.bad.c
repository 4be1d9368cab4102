// SPDX-License-Identifier: GPL-2.0
/*
 * The object is used after its reference was published.
 * expect: requires holding reference
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
	queue_table_publish(&id, queue_give(queue));

	return queue_use(queue);
}
