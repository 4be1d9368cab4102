// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-second-reference.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	thing_get(thing);
	thing_get(thing);
	thing_put(thing);
	thing_put(thing);

	return 0;
}
