// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of silent-after-put.bad.c.
 */
#include "refs.h"

int thing_look(struct thing *thing);
int program(void);
int program(void)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	if (err)
		return err;
	err = thing_look(thing);
	thing_put(thing);

	return err;
}
