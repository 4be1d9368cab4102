// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-before-publish.bad.c.
 */
#include "refs.h"

int program(struct queue_table *table, u32 *out, int x);
int program(struct queue_table *table, u32 *out, int x)
{
	struct queue *queue;
	int err;

	ACQUIRE(queue_table_id, id)(table);
	err = ACQUIRE_ERR(queue_table_id, &id);
	if (err)
		return err;
	if (x)
		return -EINVAL;

	err = queue_own(queue_create(), &queue);
	if (err)
		return err;
	*out = queue_table_publish(&id, queue_give(queue));

	return 0;
}
