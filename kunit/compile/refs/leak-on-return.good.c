// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-on-return.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct thing *thing, int x);
int program(struct thing *thing, int x)
{
	int err = 0;

	thing_get(thing);
	if (x)
		err = -EINVAL;
	else
		err = thing_use(thing);
	thing_put(thing);

	return err;
}
