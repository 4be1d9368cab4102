// SPDX-License-Identifier: GPL-2.0
/*
 * The reference of a struct is owned without being taken out.
 * row: a copy of what a struct keeps
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing;
	int err;

	err = thing_own(holder->thing, &thing);
	if (err)
		return err;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
