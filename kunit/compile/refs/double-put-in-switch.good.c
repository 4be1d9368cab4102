// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of double-put-in-switch.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed, int x);
int program(struct thing *thing __borrowed, int x)
{
	thing_get(thing);
	switch (x) {
	case 0:
		fallthrough;
	default:
		thing_put(thing);
	}

	return 0;
}
