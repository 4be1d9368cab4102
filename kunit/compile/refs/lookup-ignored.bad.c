// SPDX-License-Identifier: GPL-2.0
/*
 * The result of a lookup is dropped on the floor.
 * row: a result that is ignored
 * expect: ignoring return value of function declared with 'warn_unused_result' attribute
 * gcc: ignoring return value of .queue_table_lookup. declared with attribute .warn_unused_result.
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue;
	int err;

	queue_table_lookup(table, 1, &queue);
	err = queue_use(queue);
	queue_put(queue);

	return err;
}
