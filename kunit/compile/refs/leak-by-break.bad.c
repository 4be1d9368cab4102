// SPDX-License-Identifier: GPL-2.0
/*
 * A break jumps over the put.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
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
		sum += thing_use(thing);
		if (sum < 0)
			break;
		thing_put(thing);
	}

	return sum;
}
