// SPDX-License-Identifier: GPL-2.0
/*
 * A reference that was looked up is not put when its use fails.
 * row: a path without the put
 * expect: reference 'queue' is not held on every path through here
 * gcc: nothing
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
	if (err)
		return err;
	queue_put(queue);

	return 0;
}
