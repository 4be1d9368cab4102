// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-created.bad.c.
 */
#include "refs.h"

int program(int x);
int program(int x)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	if (err)
		return err;
	if (x) {
		thing_put(thing);
		return -EINVAL;
	}
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
