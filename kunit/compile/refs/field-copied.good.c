// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of field-copied.bad.c.
 */
#include "refs.h"

void program(struct holder *from, struct holder *to);
void program(struct holder *from, struct holder *to)
{
	to->thing = thing_give(thing_get(thing_borrow(&from->thing)));
}
