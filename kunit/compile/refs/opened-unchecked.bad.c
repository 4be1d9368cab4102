// SPDX-License-Identifier: GPL-2.0
/*
 * A creation that returns an int and the object through a pointer is not checked.
 * expect: 'thing_use' requires holding reference 'thing'
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing;
	int err;

	err = thing_open(&thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
