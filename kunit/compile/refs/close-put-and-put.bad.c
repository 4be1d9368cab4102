// SPDX-License-Identifier: GPL-2.0
/*
 * The reference has gone with close_put.
 * expect: that was not held
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue = queue_table_unpublish(table, 1);

	if (!queue_held(queue))
		return -ENOENT;
	queue_close_put(queue);
	queue_put(queue);

	return 0;
}
