// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of use-after-give.bad.c.
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
	err = thing_use(thing);
	holder->thing = thing_give(thing);

	return err;
}
