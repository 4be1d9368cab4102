// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of use-after-scope.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err = 0;

	scoped_guard(thing_ref, thing)
		err = thing->value ?: thing_use(thing);

	return err;
}
