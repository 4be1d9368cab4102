// SPDX-License-Identifier: GPL-2.0
/*
 * The reference of one struct is given to another.
 * row: a put or give of what is borrowed
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

void program(struct holder *holder, struct holder *other);
void program(struct holder *holder, struct holder *other)
{
	other->thing = thing_give(thing_borrow(&holder->thing));
}
