// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of created-unchecked.bad.c.
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
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
