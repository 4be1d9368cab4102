// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-second-reference.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);
	thing_get(thing);
	thing_put(thing);
	thing_put(thing);

	return 0;
}
