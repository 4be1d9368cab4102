// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of use-after-close-put.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue = queue_table_unpublish(table, 1);
	int err;

	if (!queue_held(queue))
		return -ENOENT;
	err = queue_use(queue);
	queue_close_put(queue);

	return err;
}
