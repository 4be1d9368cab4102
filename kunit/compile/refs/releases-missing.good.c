// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of releases-missing.bad.c.
 */
#include "refs.h"

void program(struct thing *thing) __releases(thing);
void program(struct thing *thing)
{
	thing_finish(thing);
}
