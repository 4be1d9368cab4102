// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of wrong-table.bad.c.
 */
#include "refs.h"

u32 program(struct thing_table_id *id, struct queue *queue __borrowed, struct thing *thing __borrowed);
u32 program(struct thing_table_id *id, struct queue *queue __borrowed, struct thing *thing __borrowed)
{
	return thing_table_publish(id, thing_give(thing_get(thing)));
}
