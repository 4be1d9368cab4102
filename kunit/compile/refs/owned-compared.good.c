// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of owned-compared.bad.c.
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
	thing_put(thing);

	return 0;
}
