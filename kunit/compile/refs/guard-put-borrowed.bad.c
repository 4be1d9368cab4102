// SPDX-License-Identifier: GPL-2.0
/*
 * A guard puts a reference that the function does not have.
 * row: a put or call without a reference
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	guard(thing_put)(thing);

	return thing_use(thing);
}
