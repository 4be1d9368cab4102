// SPDX-License-Identifier: GPL-2.0
/*
 * What tryget took is not put.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	if (!thing_tryget(thing))
		return -ENOENT;

	return thing_use(thing);
}
