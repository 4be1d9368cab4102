// SPDX-License-Identifier: GPL-2.0
/*
 * A continue jumps over the put.
 * row: a path without the put
 * expect: expecting reference 'thing' to be held at start of each loop
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing_table *table, int n);
int program(struct thing_table *table, int n)
{
	struct thing *thing;
	int sum = 0;

	for (int i = 0; i < n; i++) {
		if (thing_table_lookup(table, i, &thing))
			continue;
		if (!thing->value)
			continue;
		sum += thing_use(thing);
		thing_put(thing);
	}

	return sum;
}
