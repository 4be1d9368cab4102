// SPDX-License-Identifier: GPL-2.0
/*
 * An object of one type is published in the table of another.
 * expect: incompatible pointer types
 */
#include "refs.h"

void program(struct thing_table_id *id, struct queue *queue);
void program(struct thing_table_id *id, struct queue *queue)
{
	thing_table_publish(id, queue);
}
