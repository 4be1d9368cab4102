// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of use-after-to-raw.bad.c.
 */
#include "refs.h"

void program(struct thing *thing __borrowed, void (*fn)(void *data));
void program(struct thing *thing __borrowed, void (*fn)(void *data))
{
	thing_get(thing);
	thing_use(thing);
	later(fn, thing_to_raw(thing));
}
