// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of publish-new.bad.c.
 */
#include "refs.h"

int program(struct queue_table *table, u32 *out);
int program(struct queue_table *table, u32 *out)
{
	struct queue *queue;
	int err;

	ACQUIRE(queue_table_id, id)(table);
	err = ACQUIRE_ERR(queue_table_id, &id);
	if (err)
		return err;
	err = queue_new(&queue, GFP_KERNEL);
	if (err)
		return err;
	queue_open(queue);
	*out = queue_table_publish(&id, queue_give(queue));

	return 0;
}
