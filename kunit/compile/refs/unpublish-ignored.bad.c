// SPDX-License-Identifier: GPL-2.0
/*
 * The reference that was the table's is dropped on the floor.
 * expect: ignoring return value
 */
#include "refs.h"

void program(struct queue_table *table);
void program(struct queue_table *table)
{
	queue_table_unpublish(table, 1);
}
