// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of must-hold-missing.bad.c.
 */
#include "refs.h"

int program(struct thing *thing) __must_hold(thing);
int program(struct thing *thing)
{
	return thing_use(thing);
}
