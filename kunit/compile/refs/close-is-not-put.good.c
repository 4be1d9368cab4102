// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of close-is-not-put.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue = queue_table_lookup(table, 1);

	if (!queue_held(queue))
		return -ENOENT;
	queue_close(queue);
	queue_put(queue);

	return 0;
}
