// SPDX-License-Identifier: GPL-2.0
/*
 * What a guard puts at the end of the scope is put by hand, too.
 * expect: releasing reference 'thing_create\(\)' that was not held
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing = thing_create();
	int err;

	if (!thing_held(thing))
		return PTR_ERR(thing);

	guard(thing_put)(thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
