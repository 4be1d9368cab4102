// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of lookup-unchecked.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue = queue_table_lookup(table, 1);
	int err;

	if (!queue_held(queue))
		return -ENOENT;
	err = queue_use(queue);
	queue_put(queue);

	return err;
}
