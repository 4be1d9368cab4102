// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of own-unchecked.bad.c.
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	if (err)
		return err;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
