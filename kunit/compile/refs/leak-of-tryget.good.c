// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-tryget.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err;

	if (!thing_tryget(thing))
		return -ENOENT;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
