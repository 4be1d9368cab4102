// SPDX-License-Identifier: GPL-2.0
/*
 * A new object is made in the place where a struct keeps a reference.
 * row: a pointer where a reference belongs
 * expect: error: incompatible pointer types passing 'struct thing_owned \*' to parameter of type 'struct thing \*\*'
 * gcc: error: passing argument 1 of .thing_new. from incompatible pointer type
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	return thing_new(&holder->thing, GFP_KERNEL);
}
