// SPDX-License-Identifier: GPL-2.0
/*
 * The result of tryget is kept and not looked at.
 * row: a result that is used unchecked
 * expect: calling function 'thing_use' requires holding reference 'thing'
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	bool got = thing_tryget(thing);
	int err;

	err = thing_use(thing);
	thing_put(thing);

	return got ? err : -ENOENT;
}
