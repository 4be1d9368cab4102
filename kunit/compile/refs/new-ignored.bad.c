// SPDX-License-Identifier: GPL-2.0
/*
 * There may be no memory, and nothing looks.
 * row: a result that is ignored
 * expect: ignoring return value of function declared with 'warn_unused_result' attribute
 * gcc: ignoring return value of .thing_new. declared with attribute .warn_unused_result.
 */
#include "refs.h"

struct thing_owned program(void);
struct thing_owned program(void)
{
	struct thing *thing;

	thing_new(&thing, GFP_KERNEL);

	return thing_give(thing);
}
