// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-one-of-two.bad.c.
 * expect: nothing
 */
#include "refs.h"

int program(struct thing *a, struct thing *b);
int program(struct thing *a, struct thing *b)
{
	thing_get(a);
	thing_get(b);
	thing_put(b);
	thing_put(a);

	return 0;
}
