// SPDX-License-Identifier: GPL-2.0
/*
 * A guard puts what a struct keeps.
 * row: a put or give of what is borrowed
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_borrow(&holder->thing);

	guard(thing_put)(thing);

	return thing_use(thing);
}
