// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrowed-returned.bad.c.
 */
#include "refs.h"

struct thing_owned program(struct thing *thing) __must_hold(thing);
struct thing_owned program(struct thing *thing)
{
	return thing_give(thing_get(thing));
}
