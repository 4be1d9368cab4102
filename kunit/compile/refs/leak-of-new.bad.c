// SPDX-License-Identifier: GPL-2.0
/*
 * A constructor returns an error and forgets the object.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

struct thing_owned program(int value);
struct thing_owned program(int value)
{
	struct thing *thing;
	int err;

	err = thing_new(&thing, GFP_KERNEL);
	if (err)
		return thing_err(err);
	thing->value = value;
	err = thing_use(thing);
	if (err)
		return thing_err(err);

	return thing_give(thing);
}
