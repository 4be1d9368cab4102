// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of lookup-ignored.bad.c.
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue;
	int err;

	err = queue_table_lookup(table, 1, &queue);
	if (err)
		return err;
	err = queue_use(queue);
	queue_put(queue);

	return err;
}
