// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-put-late.bad.c.
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

	err = thing_use(thing);
	if (err)
		return err;

	return thing_use(thing);
}
