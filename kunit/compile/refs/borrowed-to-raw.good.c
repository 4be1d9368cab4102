// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrowed-to-raw.bad.c.
 */
#include "refs.h"

void program(struct thing *thing __borrowed, void (*fn)(void *data));
void program(struct thing *thing __borrowed, void (*fn)(void *data))
{
	later(fn, thing_to_raw(thing_get(thing)));
}
