// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-by-kfree.bad.c.
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
		thing_put(thing);
		return thing_err(err);
	}

	return thing_give(thing);
}
