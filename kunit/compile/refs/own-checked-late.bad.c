// SPDX-License-Identifier: GPL-2.0
/*
 * The error of a creation is overwritten by that of the first use.
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
	if (err)
		return err;
	thing_put(thing);

	return 0;
}
