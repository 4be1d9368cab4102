// SPDX-License-Identifier: GPL-2.0
/*
 * A variable that puts its reference is put by hand, too.
 * expect: releasing reference 'thing_find\(x\)' that was not held
 */
#include "refs.h"

int program(int x);
int program(int x)
{
	struct thing *thing __free(thing_put) = thing_take(thing_find(x));
	int err;

	if (!thing)
		return -ENOENT;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
