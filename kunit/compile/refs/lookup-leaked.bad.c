// SPDX-License-Identifier: GPL-2.0
/*
 * A reference that was looked up is not put.
 * expect: not held on every path|still held
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
	if (err)
		return err;
	queue_put(queue);

	return 0;
}
