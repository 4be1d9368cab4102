// SPDX-License-Identifier: GPL-2.0
/*
 * A guard puts a reference that may not be there.
 * row: a result that is used unchecked
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	guard(thing_put)(thing);

	return err ?: thing_use(thing);
}
