// SPDX-License-Identifier: GPL-2.0
/*
 * A constructor returns an error pointer.
 * row: a pointer where a reference belongs
 * expect: error: returning 'void \*' from a function with incompatible result type 'struct thing_owned'
 * gcc: error: incompatible types when returning type .void \*. but .struct thing_owned. was expected
 */
#include "refs.h"

struct thing_owned program(void);
struct thing_owned program(void)
{
	struct thing *thing;
	int err;

	err = thing_new(&thing, GFP_KERNEL);
	if (err)
		return ERR_PTR(err);

	return thing_give(thing);
}
