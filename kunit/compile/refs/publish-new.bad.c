// SPDX-License-Identifier: GPL-2.0
/*
 * An object is published before it is open.
 * row: publishing before the opening
 * expect: nothing
 * gcc: nothing
 * kunit: kref_table_test_publish_new
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
	*out = queue_table_publish(&id, queue_give(queue));

	return 0;
}
