// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of owned-unused.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);
	struct thing_owned owned = thing_give(thing);

	return thing_keep(owned);
}
