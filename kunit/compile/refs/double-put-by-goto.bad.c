// SPDX-License-Identifier: GPL-2.0
/*
 * The error path puts, and jumps to a label that puts as well.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err;

	thing_get(thing);
	err = thing_use(thing);
	if (err) {
		thing_put(thing);
		goto out;
	}
	err = thing_use(thing);
out:
	thing_put(thing);

	return err;
}
