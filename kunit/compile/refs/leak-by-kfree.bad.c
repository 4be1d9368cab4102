// SPDX-License-Identifier: GPL-2.0
/*
 * A constructor frees an object that has a reference.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
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
	err = thing_use(thing);
	if (err) {
		kfree(thing);
		return thing_err(err);
	}

	return thing_give(thing);
}
