// SPDX-License-Identifier: GPL-2.0
/*
 * The reference of a guard is put by hand, too.
 * expect: releasing reference 'thing' that was not held
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	int err;

	guard(thing_ref)(thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
