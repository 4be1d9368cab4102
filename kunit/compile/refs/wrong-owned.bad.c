// SPDX-License-Identifier: GPL-2.0
/*
 * A reference to one type is owned as one to another.
 * row: a reference to another type
 * expect: error: passing 'struct queue_owned' to parameter of incompatible type 'struct thing_owned'
 * gcc: error: incompatible type for argument 1 of .thing_own.
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing;
	int err;

	err = thing_own(queue_create(), &thing);
	if (err)
		return err;
	thing_put(thing);

	return 0;
}
