// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrowed-given.bad.c.
 */
#include "refs.h"

void program(struct holder *holder, struct thing *thing) __must_hold(thing);
void program(struct holder *holder, struct thing *thing)
{
	holder->thing = thing_give(thing_get(thing));
}
