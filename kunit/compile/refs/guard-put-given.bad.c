// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is handed over although a guard is going to put it.
 * expect: releasing reference 'thing_create\(\)' that was not held
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_create();

	if (!thing_held(thing))
		return PTR_ERR(thing);

	guard(thing_put)(thing);
	holder->thing = thing_give(thing);

	return 0;
}
