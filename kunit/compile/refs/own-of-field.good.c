// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of own-of-field.bad.c.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing;
	int err;

	thing = thing_take(&holder->thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
