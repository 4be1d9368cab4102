// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of new-into-field.bad.c.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing;
	int err;

	err = thing_new(&thing, GFP_KERNEL);
	if (err)
		return err;
	holder->thing = thing_give(thing);

	return 0;
}
