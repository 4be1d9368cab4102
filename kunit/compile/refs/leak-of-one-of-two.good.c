// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-of-one-of-two.bad.c.
 */
#include "refs.h"

int program(struct thing *a __borrowed, struct thing *b __borrowed);
int program(struct thing *a __borrowed, struct thing *b __borrowed)
{
	thing_get(a);
	thing_get(b);
	thing_put(b);
	thing_put(a);

	return 0;
}
