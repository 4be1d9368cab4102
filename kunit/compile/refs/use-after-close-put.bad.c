// SPDX-License-Identifier: GPL-2.0
/*
 * The object is used after close_put.
 * row: a use after the put or the give
 * expect: calling function 'queue_use' requires holding reference 'queue'
 * gcc: nothing
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue;
	int err;

	err = queue_table_unpublish(table, 1, &queue);
	if (err)
		return err;
	queue_close_put(queue);

	return queue_use(queue);
}
