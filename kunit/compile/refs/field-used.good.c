// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of field-used.bad.c.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	return thing_use(thing_borrow(&holder->thing));
}
