// SPDX-License-Identifier: GPL-2.0
/*
 * What a struct keeps is used as if it were a pointer.
 * row: a pointer where a reference belongs
 * expect: error: passing 'struct thing_owned' to parameter of incompatible type 'struct thing \*'
 * gcc: error: incompatible type for argument 1 of .thing_use.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	return thing_use(holder->thing);
}
