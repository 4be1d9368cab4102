// SPDX-License-Identifier: GPL-2.0
/*
 * Of two references one is forgotten.
 * expect: reference 'b' is still held
 */
#include "refs.h"

int program(struct thing *a, struct thing *b);
int program(struct thing *a, struct thing *b)
{
	thing_get(a);
	thing_get(b);
	thing_put(a);

	return 0;
}
