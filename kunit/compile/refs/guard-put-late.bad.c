// SPDX-License-Identifier: GPL-2.0
/*
 * The guard comes after a return that it should have covered.
 * expect: reference 'thing_create\(\)' is not held on every path through here
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing = thing_create();
	int err;

	if (!thing_held(thing))
		return PTR_ERR(thing);

	err = thing_use(thing);
	if (err)
		return err;

	guard(thing_put)(thing);

	return thing_use(thing);
}
