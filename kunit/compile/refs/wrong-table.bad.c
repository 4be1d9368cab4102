// SPDX-License-Identifier: GPL-2.0
/*
 * An object of one type is published in the table of another.
 * row: a reference to another type
 * expect: error: passing 'struct queue_owned' to parameter of incompatible type 'struct thing_owned'
 * gcc: error: incompatible type for argument 2 of .thing_table_publish.
 */
#include "refs.h"

u32 program(struct thing_table_id *id, struct queue *queue __borrowed, struct thing *thing __borrowed);
u32 program(struct thing_table_id *id, struct queue *queue __borrowed, struct thing *thing __borrowed)
{
	return thing_table_publish(id, queue_give(queue_get(queue)));
}
