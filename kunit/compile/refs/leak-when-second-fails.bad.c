// SPDX-License-Identifier: GPL-2.0
/*
 * The second creation fails, and the first object is forgotten.
 * row: a path without the put
 * expect: reference 'a' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *a, *b;
	int err;

	err = thing_own(thing_create(), &a);
	if (err)
		return err;
	err = thing_own(thing_create(), &b);
	if (err)
		return err;
	thing_put(b);
	thing_put(a);

	return 0;
}
