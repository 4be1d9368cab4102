// SPDX-License-Identifier: GPL-2.0
/*
 * Of two references one is forgotten.
 * row: a path without the put
 * expect: reference 'b' is still held at the end of function
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing *a __borrowed, struct thing *b __borrowed);
int program(struct thing *a __borrowed, struct thing *b __borrowed)
{
	thing_get(a);
	thing_get(b);
	thing_put(a);

	return 0;
}
