// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-new.bad.c.
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
	if (err) {
		thing_put(thing);
		return thing_err(err);
	}

	return thing_give(thing);
}
