// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of tryget-inverted.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err = -ENOENT;

	if (thing_tryget(thing)) {
		err = thing_use(thing);
		thing_put(thing);
	}

	return err;
}
