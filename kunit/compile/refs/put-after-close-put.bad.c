// SPDX-License-Identifier: GPL-2.0
/*
 * The reference has gone with close_put.
 * row: a second put, give or guard
 * expect: releasing reference 'queue' that was not held
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
	queue_put(queue);

	return 0;
}
