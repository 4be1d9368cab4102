// SPDX-License-Identifier: GPL-2.0
/*
 * A continue jumps over the put.
 * expect: to be held at start of each loop
 */
#include "refs.h"

int program(struct thing **things, int n);
int program(struct thing **things, int n)
{
	int i, sum = 0;

	for (i = 0; i < n; i++) {
		struct thing *thing = thing_get(things[i]);

		if (!thing->value)
			continue;
		sum += thing_use(thing);
		thing_put(thing);
	}

	return sum;
}
