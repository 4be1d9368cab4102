// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of returned-undeclared.bad.c.
 * expect: nothing
 */
#include "refs.h"

struct thing *program(struct thing *thing);
struct thing *program(struct thing *thing)
{
	thing_get(thing);

	return thing_give(thing);
}
