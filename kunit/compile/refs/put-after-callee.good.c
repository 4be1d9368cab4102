// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of put-after-callee.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	thing_get(thing);
	thing_finish(thing);

	return 0;
}
