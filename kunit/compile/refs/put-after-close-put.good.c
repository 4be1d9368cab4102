// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of put-after-close-put.bad.c.
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

	return 0;
}
