// SPDX-License-Identifier: GPL-2.0
/*
 * A callee drops the caller's reference, and the caller puts it as well.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);
	thing_finish(thing);
	thing_put(thing);

	return 0;
}
