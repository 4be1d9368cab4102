// SPDX-License-Identifier: GPL-2.0
/*
 * Closing an object does not drop the reference.
 * expect: still held at the end of function|not held on every path
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue = queue_table_lookup(table, 1);

	if (!queue_held(queue))
		return -ENOENT;
	queue_close(queue);

	return 0;
}
