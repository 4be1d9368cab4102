// SPDX-License-Identifier: GPL-2.0
/*
 * A callee keeps the reference and the caller puts it nevertheless.
 * expect: releasing reference 'thing' that was not held
 */
#include "refs.h"

int program(struct thing *thing);
int program(struct thing *thing)
{
	thing_get(thing);
	thing_keep(thing);
	thing_put(thing);

	return 0;
}
