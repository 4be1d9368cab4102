// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of double-put-by-goto.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err;

	thing_get(thing);
	err = thing_use(thing);
	if (err) {
		goto out;
	}
	err = thing_use(thing);
out:
	thing_put(thing);

	return err;
}
