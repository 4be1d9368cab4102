// SPDX-License-Identifier: GPL-2.0
/*
 * The result of a creation is used without a check.
 * row: a result that is used unchecked
 * expect: calling function 'thing_use' requires holding reference 'thing'
 * gcc: nothing
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
