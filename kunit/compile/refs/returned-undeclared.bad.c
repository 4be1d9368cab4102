// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is returned without saying so.
 * expect: reference 'thing' is still held
 */
#include "refs.h"

struct thing *program(struct thing *thing);
struct thing *program(struct thing *thing)
{
	thing_get(thing);

	return thing;
}
