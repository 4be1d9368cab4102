// SPDX-License-Identifier: GPL-2.0
/*
 * The branches of tryget are mixed up.
 * expect: requires holding reference 'thing'
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	int err = -ENOENT;

	if (!thing_tryget(thing)) {
		err = thing_use(thing);
		thing_put(thing);
	}

	return err;
}
