// SPDX-License-Identifier: GPL-2.0
/*
 * A plain pointer is made a reference that was never given.
 * row: from_raw() without to_raw()
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

void program(struct thing *thing __borrowed);
void program(struct thing *thing __borrowed)
{
	thing_put(thing_from_raw(thing));
}
