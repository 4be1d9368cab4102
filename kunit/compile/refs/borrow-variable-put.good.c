// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrow-variable-put.bad.c.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_take(&holder->thing);
	int err = thing_use(thing);

	thing_put(thing);

	return err;
}
