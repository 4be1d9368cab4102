// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is given to a variable that is not used.
 * row: a result that is ignored
 * expect: unused variable 'owned'
 * gcc: unused variable .owned.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);
	struct thing_owned owned = thing_give(thing);

	return 0;
}
