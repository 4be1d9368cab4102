// SPDX-License-Identifier: GPL-2.0
/*
 * The object is used after its reference was put.
 * expect: 'thing_use' requires holding reference 'thing'
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	thing_get(thing);
	thing_put(thing);

	return thing_use(thing);
}
