// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of field-overwritten.bad.c.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	if (err)
		return err;
	thing_drop(&holder->thing);
	holder->thing = thing_give(thing);

	return 0;
}
