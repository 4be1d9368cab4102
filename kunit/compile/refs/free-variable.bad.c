// SPDX-License-Identifier: GPL-2.0
/*
 * A variable that may have no reference is to put it (panthor, A5).
 * row: a pointer where a reference belongs
 * expect: error: use of undeclared identifier '__free_thing_put'
 * gcc: error: cleanup argument not a function
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing __free(thing_put) = kzalloc_obj(*thing);

	if (!thing)
		return -ENOMEM;
	thing_ref_init(thing);

	return thing_use(thing);
}
