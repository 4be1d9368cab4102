// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of use-after-take.bad.c.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_borrow(&holder->thing);
	int err = thing_use(thing);

	thing_put(thing_take(&holder->thing));

	return err;
}
