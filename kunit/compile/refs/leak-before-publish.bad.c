// SPDX-License-Identifier: GPL-2.0
/*
 * A return between creation and publishing forgets the object (A2).
 * row: a path without the put
 * expect: reference 'queue' is not held on every path through here
 * gcc: nothing
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

	err = queue_own(queue_create(), &queue);
	if (err)
		return err;
	if (x)
		return -EINVAL;
	*out = queue_table_publish(&id, queue_give(queue));

	return 0;
}
