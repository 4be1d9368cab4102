// SPDX-License-Identifier: GPL-2.0
/*
 * The reference is put on the error path and again after it.
 * expect: releasing reference 'thing' that was not held
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	int err;

	thing_get(thing);
	err = thing_use(thing);
	thing_put(thing);
	thing_put(thing);

	return err;
}
