// SPDX-License-Identifier: GPL-2.0
/*
 * A reference travels in the argument of a callback, and is put as well.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

static void put_later(void *data)
{
	thing_put(thing_from_raw(data));
}

void program(struct thing *thing __borrowed);
void program(struct thing *thing __borrowed)
{
	thing_get(thing);
	later(put_later, thing_to_raw(thing));
	thing_put(thing);
}
