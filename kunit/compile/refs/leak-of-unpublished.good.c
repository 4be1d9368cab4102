// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-unpublished.bad.c.
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue;

	if (queue_table_unpublish(table, 1, &queue))
		return -ENOENT;
	queue_close_put(queue);

	return 0;
}
