// SPDX-License-Identifier: GPL-2.0
/*
 * A function is called that needs a reference, without one.
 * row: a put or call without a reference
 * expect: calling function 'must_hold_helper' requires holding reference 'thing'
 * gcc: nothing
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
	return must_hold_helper(thing);
}
