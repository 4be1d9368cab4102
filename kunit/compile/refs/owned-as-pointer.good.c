// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of owned-as-pointer.bad.c.
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing;
	int err = thing_own(thing_create(), &thing);

	if (err)
		return err;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
