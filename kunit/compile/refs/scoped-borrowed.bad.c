// SPDX-License-Identifier: GPL-2.0
/*
 * A variable puts a reference that nobody took.
 * expect: releasing reference 'from' that was not held
 */
#include "refs.h"

int program(struct thing *from);
int program(struct thing *from)
{
	struct thing *thing __free(thing_put) = from;

	return thing->value;
}
