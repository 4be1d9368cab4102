// SPDX-License-Identifier: GPL-2.0
/*
 * The result of unpublish is dropped on the floor.
 * row: a result that is ignored
 * expect: ignoring return value of function declared with 'warn_unused_result' attribute
 * gcc: ignoring return value of .queue_table_unpublish. declared with attribute .warn_unused_result.
 */
#include "refs.h"

void program(struct queue_table *table);
void program(struct queue_table *table)
{
	struct queue *queue;

	queue_table_unpublish(table, 1, &queue);
	queue_close_put(queue);
}
