// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-put-unchecked.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing = thing_create();

	if (!thing_held(thing))
		return PTR_ERR(thing);

	guard(thing_put)(thing);

	return thing_use(thing);
}
