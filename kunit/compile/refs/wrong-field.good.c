// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of wrong-field.bad.c.
 */
#include "refs.h"

void program(struct holder *holder, struct queue *queue __borrowed, struct thing *thing __borrowed);
void program(struct holder *holder, struct queue *queue __borrowed, struct thing *thing __borrowed)
{
	holder->thing = thing_give(thing_get(thing));
}
