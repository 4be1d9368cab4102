// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is stored, and its object used as if the reference were still
 * there.
 * row: a use after the put or the give
 * expect: calling function 'thing_use' requires holding reference 'thing'
 * gcc: nothing
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
	holder->thing = thing_give(thing);

	return thing_use(thing);
}
