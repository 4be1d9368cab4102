// SPDX-License-Identifier: GPL-2.0
/*
 * One reference is put in every turn of a loop.
 * row: a second put, give or guard
 * expect: expecting reference 'thing' to be held at start of each loop
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed, int n);
int program(struct thing *thing __borrowed, int n)
{
	int sum = 0;

	thing_get(thing);
	for (int i = 0; i < n; i++) {
		sum += thing_use(thing);
		thing_put(thing);
	}

	return sum;
}
