// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of tryget-unchecked.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	int err;

	if (!thing_tryget(thing))
		return -ENOENT;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
