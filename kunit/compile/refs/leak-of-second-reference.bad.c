// SPDX-License-Identifier: GPL-2.0
/*
 * Two references to one object are taken and one is put.
 * expect: reference 'thing' is still held
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	thing_get(thing);
	thing_get(thing);
	thing_put(thing);

	return 0;
}
