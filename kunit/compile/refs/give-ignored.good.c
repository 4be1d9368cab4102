// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of give-ignored.bad.c.
 */
#include "refs.h"

int program(struct holder *holder, struct thing *thing __borrowed);
int program(struct holder *holder, struct thing *thing __borrowed)
{
	thing_get(thing);
	holder->thing = thing_give(thing);

	return 0;
}
