// SPDX-License-Identifier: GPL-2.0
/*
 * The object is used after its reference was published.
 * row: a use after the put or the give
 * expect: calling function 'queue_use' requires holding reference 'queue'
 * gcc: nothing
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
	err = queue_own(queue_create(), &queue);
	if (err)
		return err;
	*out = queue_table_publish(&id, queue_give(queue));

	return queue_use(queue);
}
