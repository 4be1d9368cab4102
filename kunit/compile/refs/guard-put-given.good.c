// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-put-given.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_create();

	if (!thing_held(thing))
		return PTR_ERR(thing);

	guard(thing_put)(thing);
	holder->thing = thing_give(thing_get(thing));

	return 0;
}
