// SPDX-License-Identifier: GPL-2.0
/*
 * The result of get is stored without giving it (panthor's job->group).
 * row: a pointer where a reference belongs
 * expect: error: assigning to 'struct thing_owned' from incompatible type 'struct thing \*'
 * gcc: error: incompatible types when assigning to type .struct thing_owned. from type .struct thing \*.
 */
#include "refs.h"

void program(struct holder *holder, struct thing *thing __borrowed);
void program(struct holder *holder, struct thing *thing __borrowed)
{
	holder->thing = thing_get(thing);
}
