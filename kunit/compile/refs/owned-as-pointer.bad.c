// SPDX-License-Identifier: GPL-2.0
/*
 * A returned reference is taken for a pointer.
 * row: a pointer where a reference belongs
 * expect: error: initializing 'struct thing \*' with an expression of incompatible type 'struct thing_owned'
 * gcc: error: incompatible types when initializing type .struct thing \*. using type .struct thing_owned.
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing = thing_create();
	int err;

	if (IS_ERR(thing))
		return PTR_ERR(thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
