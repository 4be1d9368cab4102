// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-by-break.bad.c.
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
		thing_put(thing);
		if (sum < 0)
			break;
	}

	return sum;
}
