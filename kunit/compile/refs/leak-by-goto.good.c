// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-by-goto.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err;

	thing_get(thing);
	err = thing_use(thing);
	if (err)
		goto out_put;
	err = thing_use(thing);
out_put:
	thing_put(thing);
	return err;
}
