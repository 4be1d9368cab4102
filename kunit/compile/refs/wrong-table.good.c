// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of wrong-table.bad.c.
 * expect: nothing
 */
#include "refs.h"

void program(struct queue_table_id *id, struct queue *queue);
void program(struct queue_table_id *id, struct queue *queue)
{
	queue_table_publish(id, queue);
}
