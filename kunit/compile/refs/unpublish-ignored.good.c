// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of unpublish-ignored.bad.c.
 */
#include "refs.h"

void program(struct queue_table *table);
void program(struct queue_table *table)
{
	struct queue *queue;

	if (!queue_table_unpublish(table, 1, &queue))
		queue_close_put(queue);
}
