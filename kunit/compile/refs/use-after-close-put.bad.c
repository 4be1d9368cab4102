// SPDX-License-Identifier: GPL-2.0
/*
 * The object is used after close_put.
 * expect: requires holding reference
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue = queue_table_unpublish(table, 1);

	if (!queue_held(queue))
		return -ENOENT;
	queue_close_put(queue);

	return queue_use(queue);
}
