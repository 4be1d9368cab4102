// SPDX-License-Identifier: GPL-2.0
/*
 * The object is used although tryget may have failed.
 * expect: ignoring return value
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	int err;

	thing_tryget(thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
