// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is given, and not stored.
 * row: a result that is ignored
 * expect: ignoring return value of function declared with 'warn_unused_result' attribute
 * gcc: ignoring return value of .thing_give. declared with attribute .warn_unused_result.
 */
#include "refs.h"

int program(struct holder *holder, struct thing *thing __borrowed);
int program(struct holder *holder, struct thing *thing __borrowed)
{
	thing_get(thing);
	thing_give(thing);

	return 0;
}
