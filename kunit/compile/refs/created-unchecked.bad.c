// SPDX-License-Identifier: GPL-2.0
/*
 * The result of a creation is used without a check.
 * expect: 'thing_use' requires holding reference
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing = thing_create();
	int err;

	err = thing_use(thing);
	thing_put(thing);

	return err;
}
