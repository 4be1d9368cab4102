// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-put-lent.bad.c.
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	guard(thing_ref)(thing);

	return thing_use(thing);
}
