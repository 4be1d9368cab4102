// SPDX-License-Identifier: GPL-2.0
/*
 * A function drops the reference of its caller and does not say so.
 * row: a put or call without a reference
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

void program(struct thing *thing __borrowed);
void program(struct thing *thing __borrowed)
{
	thing_finish(thing);
}
