// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guarded-and-put.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	guard(thing_ref)(thing);

	return thing_use(thing);
}
