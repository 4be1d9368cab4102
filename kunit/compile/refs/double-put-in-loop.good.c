// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of double-put-in-loop.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed, int n);
int program(struct thing *thing __borrowed, int n)
{
	int sum = 0;

	thing_get(thing);
	for (int i = 0; i < n; i++) {
		sum += thing_use(thing);
	}
	thing_put(thing);

	return sum;
}
