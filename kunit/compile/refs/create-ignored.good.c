// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of create-ignored.bad.c.
 */
#include "refs.h"

void program(void);
void program(void)
{
	struct thing *thing;

	if (!thing_own(thing_create(), &thing))
		thing_put(thing);
}
