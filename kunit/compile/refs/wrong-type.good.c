// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of wrong-type.bad.c.
 * expect: nothing
 */
#include "refs.h"

void program(struct holder *holder, struct thing *thing) __releases(thing);
void program(struct holder *holder, struct thing *thing)
{
	thing_put(thing);
}
