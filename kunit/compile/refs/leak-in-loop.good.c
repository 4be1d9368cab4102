// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-in-loop.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct thing **things, int n);
int program(struct thing **things, int n)
{
	int i, sum = 0;

	for (i = 0; i < n; i++) {
		struct thing *thing = thing_get(things[i]);

		if (thing->value)
			sum += thing_use(thing);
		thing_put(thing);
	}

	return sum;
}
