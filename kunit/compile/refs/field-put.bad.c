// SPDX-License-Identifier: GPL-2.0
/*
 * What a struct keeps is put as if it were a pointer (v3d).
 * row: a pointer where a reference belongs
 * expect: error: passing 'struct thing_owned' to parameter of incompatible type 'struct thing \*'
 * gcc: error: incompatible type for argument 1 of .thing_put.
 */
#include "refs.h"

void program(struct holder *holder);
void program(struct holder *holder)
{
	thing_put(holder->thing);
}
