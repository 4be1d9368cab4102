// SPDX-License-Identifier: GPL-2.0
/*
 * The object is used although tryget may have failed.
 * row: a result that is ignored
 * expect: ignoring return value of function declared with 'warn_unused_result' attribute
 * gcc: ignoring return value of .thing_tryget. declared with attribute .warn_unused_result.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int err;

	thing_tryget(thing);
	err = thing_use(thing);
	thing_put(thing);

	return err;
}
