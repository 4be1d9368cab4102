// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of from-raw-forged.bad.c.
 */
#include "refs.h"

void program(struct thing *thing __borrowed);
void program(struct thing *thing __borrowed)
{
	thing_put(thing_get(thing));
}
