// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrowed-put.bad.c.
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	int err = thing_use(thing);

	return err;
}
