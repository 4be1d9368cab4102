// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-put-and-put.bad.c: two references, two puts.
 * expect: nothing
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing = thing_create();
	int err;

	if (!thing_held(thing))
		return PTR_ERR(thing);

	guard(thing_put)(thing);
	thing_get(thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
