// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrow-guard-put.bad.c.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_borrow(&holder->thing);

	guard(thing_ref)(thing);

	return thing_use(thing);
}
