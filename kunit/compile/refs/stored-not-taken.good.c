// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of stored-not-taken.bad.c.
 * expect: nothing
 */
#include "refs.h"

void program(struct holder *holder);
void program(struct holder *holder)
{
	thing_put(thing_take(holder->thing));
	holder->thing = NULL;
}
