// SPDX-License-Identifier: GPL-2.0
/*
 * What a struct keeps is put by way of a variable.
 * row: a put or give of what is borrowed
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing = thing_borrow(&holder->thing);
	int err = thing_use(thing);

	thing_put(thing);

	return err;
}
