// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of must-hold-not-met.bad.c.
 */
#include "refs.h"

static int must_hold_helper(struct thing *thing) __must_hold(thing);
static int must_hold_helper(struct thing *thing)
{
	return thing_use(thing);
}

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	guard(thing_ref)(thing);

	return must_hold_helper(thing);
}
