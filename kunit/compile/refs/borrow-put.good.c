// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrow-put.bad.c.
 */
#include "refs.h"

void program(struct holder *holder);
void program(struct holder *holder)
{
	thing_put(thing_take(&holder->thing));
}
