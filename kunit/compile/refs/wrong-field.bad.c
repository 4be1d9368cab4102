// SPDX-License-Identifier: GPL-2.0
/*
 * A reference to one type is stored as one to another.
 * row: a reference to another type
 * expect: error: assigning to 'struct thing_owned' from incompatible type 'struct queue_owned'
 * gcc: error: incompatible types when assigning to type .struct thing_owned. from type .struct queue_owned.
 */
#include "refs.h"

void program(struct holder *holder, struct queue *queue __borrowed, struct thing *thing __borrowed);
void program(struct holder *holder, struct queue *queue __borrowed, struct thing *thing __borrowed)
{
	holder->thing = queue_give(queue_get(queue));
}
