// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of use-after-drop.bad.c.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_borrow(&holder->thing);
	int err = thing_use(thing);

	thing_drop(&holder->thing);

	return err;
}
