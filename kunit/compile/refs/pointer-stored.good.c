// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of pointer-stored.bad.c.
 */
#include "refs.h"

void program(struct holder *holder, struct thing *thing __borrowed);
void program(struct holder *holder, struct thing *thing __borrowed)
{
	holder->thing = thing_give(thing_get(thing));
}
