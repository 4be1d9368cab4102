// SPDX-License-Identifier: GPL-2.0
/*
 * An object that was not made with new is forgotten by the error path.
 * row: a path without the put
 * expect: reference 'thing' is not held on every path through here
 * gcc: nothing
 */
#include "refs.h"

struct thing_owned program(struct thing *thing __borrowed);
struct thing_owned program(struct thing *thing __borrowed)
{
	int err;

	thing_ref_init(thing);
	err = thing_use(thing);
	if (err)
		return thing_err(err);

	return thing_give(thing);
}
