// SPDX-License-Identifier: GPL-2.0
/*
 * What was looked up is used although it may be NULL.
 * expect: requires holding reference
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct queue *queue = queue_table_lookup(table, 1);

	return queue_use(queue);
}
