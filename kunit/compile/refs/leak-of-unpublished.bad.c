// SPDX-License-Identifier: GPL-2.0
/*
 * The result of unpublish is only looked at for errors (A3).
 * row: a path without the put
 * expect: reference 'queue' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue;

	if (queue_table_unpublish(table, 1, &queue))
		return -ENOENT;

	return 0;
}
