// SPDX-License-Identifier: GPL-2.0
/*
 * A callback does not put the reference that its argument carries.
 * row: a path without the put
 * expect: reference 'data' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

void program(void *data);
void program(void *data)
{
	struct thing *thing = thing_from_raw(data);

	if (!thing->value)
		return;
	thing_use(thing);
	thing_put(thing);
}
