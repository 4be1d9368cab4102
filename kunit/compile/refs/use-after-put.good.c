// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of use-after-put.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err;

	thing_get(thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
