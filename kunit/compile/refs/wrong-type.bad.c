// SPDX-License-Identifier: GPL-2.0
/*
 * A put of one type gets an object of another.
 * row: a reference to another type
 * expect: error: incompatible pointer types passing 'struct queue \*' to parameter of type 'struct thing \*'
 * gcc: error: passing argument 1 of .thing_put. from incompatible pointer type
 */
#include "refs.h"

void program(struct queue *queue) __releases(queue);
void program(struct queue *queue)
{
	thing_put(queue);
}
