// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-in-callback.bad.c.
 */
#include "refs.h"

void program(void *data);
void program(void *data)
{
	struct thing *thing = thing_from_raw(data);

	if (thing->value)
		thing_use(thing);
	thing_put(thing);
}
