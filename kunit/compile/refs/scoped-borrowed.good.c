// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of scoped-borrowed.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct thing *from);
int program(struct thing *from)
{
	struct thing *thing __free(thing_put) = thing_get(from);

	return thing_use(thing);
}
