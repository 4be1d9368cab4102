// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-on-return.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed, int x);
int program(struct thing *thing __borrowed, int x)
{
	int err;

	thing_get(thing);
	if (x) {
		thing_put(thing);
		return -EINVAL;
	}
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
