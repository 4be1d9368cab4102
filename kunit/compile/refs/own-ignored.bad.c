// SPDX-License-Identifier: GPL-2.0
/*
 * The result of own is dropped on the floor.
 * row: a result that is ignored
 * expect: ignoring return value of function declared with 'warn_unused_result' attribute
 * gcc: ignoring return value of .thing_own. declared with attribute .warn_unused_result.
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *thing;

	thing_own(thing_create(), &thing);
	thing_put(thing);

	return 0;
}
