// SPDX-License-Identifier: GPL-2.0
/*
 * Closing an object does not drop the reference.
 * row: a path without the put
 * expect: reference 'queue' is not held on every path through here
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
	queue_close(queue);

	return 0;
}
