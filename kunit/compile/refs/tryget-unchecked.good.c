// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of tryget-unchecked.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	bool got = thing_tryget(thing);
	int err;

	if (!got)
		return -ENOENT;
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
