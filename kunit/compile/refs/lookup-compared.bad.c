// SPDX-License-Identifier: GPL-2.0
/*
 * The pointer is looked at instead of the result.
 * row: a result that is used unchecked
 * expect: calling function 'queue_use' requires holding reference 'queue'
 * gcc: nothing
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue;
	int err;

	err = queue_table_lookup(table, 1, &queue);
	if (!queue)
		return err;
	err = queue_use(queue);
	queue_put(queue);

	return err;
}
