// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of use-after-publish.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	CLASS(queue_table_id, id)(table);
	struct queue *queue;
	int err;

	if (id.err)
		return id.err;
	queue = queue_create();
	if (!queue_held(queue))
		return -ENOMEM;
	err = queue_use(queue);
	queue_table_publish(&id, queue_give(queue));

	return err;
}
