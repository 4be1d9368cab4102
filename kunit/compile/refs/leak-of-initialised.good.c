// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-initialised.bad.c.
 */
#include "refs.h"

struct thing_owned program(struct thing *thing __borrowed);
struct thing_owned program(struct thing *thing __borrowed)
{
	int err;

	thing_ref_init(thing);
	err = thing_use(thing);
	if (err) {
		thing_put(thing);
		return thing_err(err);
	}

	return thing_give(thing);
}
