// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of put-after-to-raw.bad.c.
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
}
