// SPDX-License-Identifier: GPL-2.0
/*
 * A case that has put falls through to one that puts.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed, int x);
int program(struct thing *thing __borrowed, int x)
{
	thing_get(thing);
	switch (x) {
	case 0:
		thing_put(thing);
		fallthrough;
	default:
		thing_put(thing);
	}

	return 0;
}
