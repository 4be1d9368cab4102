// SPDX-License-Identifier: GPL-2.0
/*
 * A function is given an object and does not say what it needs.
 * row: a function that says nothing
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	return thing->value;
}
