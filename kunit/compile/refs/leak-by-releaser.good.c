// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-by-releaser.bad.c.
 */
#include "refs.h"

int program(struct thing *thing) __releases(thing);
int program(struct thing *thing)
{
	if (!thing->value) {
		thing_put(thing);
		return -EINVAL;
	}
	thing_put(thing);

	return 0;
}
