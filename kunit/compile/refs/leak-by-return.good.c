// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-by-return.bad.c.
 */
#include "refs.h"

static struct thing_owned leak_by_return_make(struct thing *thing __borrowed)
{
	thing_get(thing);

	return thing_give(thing);
}

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	return thing_keep(leak_by_return_make(thing));
}
