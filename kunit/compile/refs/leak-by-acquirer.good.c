// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-by-acquirer.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);

	return thing_keep(thing_give(thing));
}
