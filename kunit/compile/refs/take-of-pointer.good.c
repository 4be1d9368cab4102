// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of take-of-pointer.bad.c.
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	thing_put(thing_get(thing));

	return 0;
}
