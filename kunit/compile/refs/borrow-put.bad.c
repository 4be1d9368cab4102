// SPDX-License-Identifier: GPL-2.0
/*
 * What a struct keeps is put and not taken out of the struct.
 * row: a put or give of what is borrowed
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

void program(struct holder *holder);
void program(struct holder *holder)
{
	thing_put(thing_borrow(&holder->thing));
}
