// SPDX-License-Identifier: GPL-2.0
/*
 * What was taken out is closed although another thread may have been first.
 * row: a result that is used unchecked
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
	queue_close_put(queue);

	return err;
}
