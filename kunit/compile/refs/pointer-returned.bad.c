// SPDX-License-Identifier: GPL-2.0
/*
 * A constructor returns the pointer without giving the reference.
 * row: a pointer where a reference belongs
 * expect: error: returning 'struct thing \*' from a function with incompatible result type 'struct thing_owned'
 * gcc: error: incompatible types when returning type .struct thing \*. but .struct thing_owned. was expected
 */
#include "refs.h"

struct thing_owned program(void);
struct thing_owned program(void)
{
	struct thing *thing;
	int err;

	err = thing_new(&thing, GFP_KERNEL);
	if (err)
		return thing_err(err);

	return thing;
}
