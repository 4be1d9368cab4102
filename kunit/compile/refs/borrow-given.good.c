// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrow-given.bad.c.
 */
#include "refs.h"

void program(struct holder *holder, struct holder *other);
void program(struct holder *holder, struct holder *other)
{
	other->thing = thing_give(thing_get(thing_borrow(&holder->thing)));
}
