// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of use-after-hand-over.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct holder *holder, struct thing *thing);
int program(struct holder *holder, struct thing *thing)
{
	int err;

	thing_get(thing);
	err = thing_use(thing);
	holder->thing = thing_give(thing);

	return err;
}
