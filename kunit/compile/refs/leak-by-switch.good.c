// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-by-switch.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed, int x);
int program(struct thing *thing __borrowed, int x)
{
	int err = 0;

	thing_get(thing);
	switch (x) {
	case 0:
		err = thing_use(thing);
		thing_put(thing);
		break;
	case 1:
		thing_put(thing);
		break;
	default:
		thing_put(thing);
		err = -EINVAL;
	}

	return err;
}
