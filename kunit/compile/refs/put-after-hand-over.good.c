// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of put-after-hand-over.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	thing_get(thing);
	thing_keep(thing);

	return 0;
}
