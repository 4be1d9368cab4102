// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-ref-and-give.bad.c.
 */
#include "refs.h"

struct thing_owned program(struct thing *thing __borrowed);
struct thing_owned program(struct thing *thing __borrowed)
{
	guard(thing_ref)(thing);

	return thing_give(thing_get(thing));
}
