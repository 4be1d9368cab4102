// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of unpublish-ignored.bad.c.
 * expect: nothing
 */
#include "refs.h"

void program(struct queue_table *table);
void program(struct queue_table *table)
{
	struct queue *queue = queue_table_unpublish(table, 1);

	if (queue_held(queue))
		queue_close_put(queue);
}
