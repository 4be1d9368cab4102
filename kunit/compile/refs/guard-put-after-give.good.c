// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-put-after-give.bad.c.
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

	holder->thing = thing_give(thing_get(thing));
	guard(thing_put)(thing);

	return 0;
}
