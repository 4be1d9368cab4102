// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is taken out of a struct twice.
 * row: two takes from one place
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

void program(struct holder *holder);
void program(struct holder *holder)
{
	thing_put(thing_take(&holder->thing));
	thing_put(thing_take(&holder->thing));
}
