// SPDX-License-Identifier: GPL-2.0
/*
 * A guard puts a reference that may not be there.
 * expect: calling function 'class_thing_put_constructor' requires holding reference
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing = thing_create();

	guard(thing_put)(thing);

	return thing->value;
}
